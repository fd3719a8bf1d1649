"""What a tool that knows the document alone cannot know of Cairn: how its bodies are written that are not JSON, which things
there are, and the laws between parameters that no schema can say.

The bad parts of a request are sent as they were made. Its good parts are made to name things there are, for a bad body that
is sent to nowhere is refused for nowhere.
"""

import re
import zlib

import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation

TEXTS = ["text/html", "text/markdown", "text/plain", "application/x-ndjson", "application/xml", "application/yaml"]

# The types under which schemathesis writes YAML and XML of its own.
FAMILIES = ["text/yaml", "text/x-yaml", "text/vnd.yaml", "text/yml", "application/x-yaml", "text/xml"]

# The kinds of what parameters name.
NARROWING = {"topic": "topics", "anyTopic": "topics", "parent": "topics", "article": "articles", "phrase": "phrases", "resource": "resources"}

KINDS = ["articles", "phrases", "resources", "topics"]

# Any of them opens a quotation in a search, and any closes it.
QUOTATION_MARKS = frozenset('"“”„«»')


@schemathesis.serializer(*TEXTS, *FAMILIES)
def write_text(_context, value):
    """A text is sent as it stands, and not as XML or YAML that holds it. What is none cannot be sent as one."""
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else b""


@schemathesis.deserializer(*TEXTS, "application/atom+xml")
def read_text(_context, response):
    """What is not JSON is described as a text."""
    return response.content.decode("utf-8")


class Things:
    """Ids of things: those that were published at the beginning, and those that are now."""

    def __init__(self):
        self.first = {}
        self.now = {}

    def known(self, base_url, kind):
        if kind not in self.first:
            if kind == "sections":
                article = self.known(base_url, "articles")[0]
                self.first[kind] = ask(base_url, f"articles/{article}")["sections"]
                self.first[kind] = [section["id"] for section in self.first[kind]]
            else:
                self.first[kind] = self.published(base_url, kind)
        return self.first[kind]

    def published(self, base_url, kind):
        if kind not in self.now:
            self.now[kind] = [thing["id"] for thing in ask(base_url, f"{kind}?limit=100")["data"]]
        return self.now[kind]


def ask(base_url, target):
    answer = requests.get(f"{base_url.rstrip('/')}/v1/{target}", timeout=20)
    answer.raise_for_status()
    return answer.json()


things = Things()


@schemathesis.hook
def after_call(_context, case, _response):
    if case.method.upper() not in ("GET", "HEAD", "OPTIONS"):
        things.now.clear()


@schemathesis.hook
def before_call(_context, case, _kwargs):
    if case.meta is None:
        return
    base_url = case.operation.base_url
    for kind in [*KINDS, "sections"]:
        things.known(base_url, kind)
    # The same for the same case.
    draw = zlib.crc32(repr((case.method, case.path, case.path_parameters, case.query, case.body)).encode("utf-8", "replace"))
    if is_good(case, ParameterLocation.PATH) and case.meta.phase.name.name != "STATEFUL":
        name_real_things(case, base_url, draw)
    # Made up, a tag is nearly always that of another version.
    if is_good(case, ParameterLocation.HEADER) and "If-Match" in (case.headers or {}) and draw % 4:
        case.headers["If-Match"] = "*"
    if case.meta.generation.mode.is_positive:
        keep_laws(case, base_url, draw)
        keep_laws_of_body(case, base_url, draw)


def is_good(case, location):
    part = case.meta.components.get(location)
    return part is None or part.mode.is_positive


def name_real_things(case, base_url, draw):
    """Three in four ids of the address are those of things there are; not where these would then be gone."""
    parameters = case.path_parameters or {}
    if case.method.upper() == "DELETE" or case.path.endswith("/purge") or draw % 4 == 0:
        return
    is_part = "sectionId" in parameters or "idOrAnchor" in parameters
    for name in list(parameters):
        before = case.path.split("{" + name + "}")[0].rstrip("/").rsplit("/", 1)[-1]
        kind = parameters["collection"] if before == "{collection}" else before
        if name in ("id", "idOrSlug", "sectionId", "idOrAnchor") and kind in [*KINDS, "sections"]:
            found = things.known(base_url, kind)
            parameters[name] = found[0 if is_part and kind == "articles" else draw % len(found)]


def keep_laws(case, base_url, draw):
    """The laws between parameters, and what a parameter can only have from an answer."""
    case.query = case.query or {}
    query, operation = case.query, case.operation.definition.raw["operationId"]
    # A cursor is good for the list that made it, and a token for the copy that it goes on with.
    query.pop("cursor", None)
    if operation == "sync":
        query.pop("token", None)
        query["initial"] = "true"
    # What a list is narrowed to is published.
    if not case.path.startswith("/v1/manage/"):
        for name, kind in NARROWING.items():
            if name in query:
                found = things.published(base_url, kind)
                query.pop(name)
                query |= {name: found[draw % len(found)]} if found else {}
    # A seed goes with sort=random, and that does not go without one.
    if operation == "list_phrases" and (query.get("sort") == "random") != ("seed" in query):
        query.pop("seed", None)
        query.pop("sort", None)
    # A whole article has all members, and only sections have forms.
    if operation == "list_articles":
        if query.get("view") == "full":
            query.pop("fields", None)
        elif "sections" not in str(query.get("fields", "")):
            query.pop("body", None)
    if operation == "get_article_fields" and "sections" not in str(query.get("fields", "")):
        query.pop("body", None)
    # What is in the trash has no review to come.
    if operation == "list_article_working_copies" and query.get("status") == "trashed":
        query.pop("sort", None)
    # YAML can be more than one thing to import.
    if operation == "import_content" and case.media_type == "application/yaml" and "format" not in query:
        query["format"] = "topics"
    # A time that ends has begun.
    # The state of a translation is that of one locale, and the trash is in no translation group.
    is_half = ("translation" in query) != ("translationLocale" in query)
    if operation == "list_article_working_copies" and (is_half or query.get("status") == "trashed"):
        query.pop("translation", None)
        query.pop("translationLocale", None)
    if operation == "list_audit_entries" and "from" in query:
        query.pop("until", None)
    # A search has words, not only such as must not be there, and not too many; quotation marks come in pairs.
    if operation in ("search", "search_working_copies") and not can_be_searched(str(query["q"])):
        query["q"] = "say no"


def keep_laws_of_body(case, base_url, draw):
    """Three in four bodies have no members but those that are described, and refer to what there is."""
    raw = case.operation.schema.raw_schema
    content = case.operation.definition.raw.get("requestBody", {}).get("content", {}).get(case.media_type)
    if not isinstance(case.body, dict) or content is None or draw % 4 == 0:
        return
    case.body = only_described(case.body, content["schema"], raw)
    for name, kind in [("topics", "topics"), ("related", "resources")]:
        if case.body.get(name) and "/webhooks" not in case.path:
            case.body[name] = [things.known(base_url, kind)[draw % len(things.known(base_url, kind))]]


def only_described(value, schema, raw):
    if "$ref" in schema:
        schema = raw["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    for choice in schema.get("oneOf", []):
        # What may be null is one of two; which block it is, is not looked into.
        if value is not None and {"type": "null"} in schema["oneOf"] and choice != {"type": "null"}:
            return only_described(value, choice, raw)
    if isinstance(value, dict) and "properties" in schema:
        members = schema["properties"]
        return {name: only_described(member, members[name], raw) for name, member in value.items() if name in members}
    if isinstance(value, list) and "items" in schema:
        return [only_described(item, schema["items"], raw) for item in value]
    return value


def can_be_searched(text):
    wanted = [piece for piece in text.split() if not piece.startswith("-") and any(map(str.isalnum, piece))]
    return bool(wanted) and len(re.findall(r"\w+", text)) <= 24 and not QUOTATION_MARKS.intersection(text)
