import createApi from "openapi-fetch";
import type { Client } from "openapi-fetch";

import { unwrap } from "./error.js";
import { fresh, sender } from "./http.js";
import type { Send, SendOptions } from "./http.js";
import { List } from "./list.js";
import type { paths } from "./schema.js";
import type * as T from "./types.js";

export interface CairnOptions extends SendOptions {
  /** The address of the server, such as `https://content.example.org`. */
  baseUrl: string;
  /** An API key, or a function that returns a token. Reading published content needs none. */
  key?: string | (() => string | Promise<string>);
  /** A preview token, which is sent with every request. */
  previewToken?: string;
  /** Headers of every request. */
  headers?: Record<string, string>;
  /** A cache, such as `etagCache()`. */
  cache?: (next: Send) => Send;
}

/** Options of a single call. */
export interface CallOptions {
  signal?: AbortSignal;
}

/** The media types that this client reads. */
type MediaType = "application/json" | "application/problem+json";

/** Makes a client of the server at `options.baseUrl`. */
export function createCairn(options: CairnOptions): Cairn {
  return new Cairn(options);
}

/** A client. Each method throws a `CairnError` if the request fails. */
export class Cairn {
  /** The typed client of all operations; `unwrap` turns its answers into data or errors. */
  readonly api: Client<paths, MediaType>;
  /** Sends a request as this client does: with its key, its cache and its retries. */
  readonly send: Send;
  readonly #options: CairnOptions;

  constructor(options: CairnOptions) {
    this.#options = options;
    const { baseUrl, key, previewToken, headers, cache } = options;
    const send = sender(options);
    const layered = cache ? cache(send) : send;
    this.send = async (request, hints) => {
      if (key !== undefined) {
        request.headers.set("Authorization", `Bearer ${typeof key === "string" ? key : await key()}`);
      }
      if (previewToken !== undefined && !request.headers.has("X-Preview-Token")) {
        request.headers.set("X-Preview-Token", previewToken);
      }
      return layered(request, hints);
    };
    this.api = createApi<paths, MediaType>({
      baseUrl,
      headers: headers ?? {},
      // A browser's cache does not know that the token changes the answer.
      ...(previewToken !== undefined && fresh()),
      querySerializer: { array: { style: "form", explode: false } },
      fetch: (request) => this.send(request),
    });
  }

  /** Returns a client with some options changed, such as a preview token. */
  with(options: Partial<CairnOptions>): Cairn {
    return new Cairn({ ...this.#options, ...options });
  }

  /** Lists articles: cards, or whole articles with `view: "full"`. */
  articles(query: T.Query<"/v1/articles"> = {}, options?: CallOptions): List<T.ArticleListItem, T.Body<"/v1/articles">> {
    return this.#list((page) => this.api.GET("/v1/articles", { params: { query: { ...query, ...page } }, ...options }));
  }

  /** Reads an article by its id or slug. A former slug leads to the present article. */
  article(idOrSlug: string, query: T.Query<"/v1/articles/{idOrSlug}"> = {}, options?: CallOptions): Promise<T.Article> {
    return unwrap(this.api.GET("/v1/articles/{idOrSlug}", { params: { path: { idOrSlug }, query }, ...options }));
  }

  /** Reads some members of an article. */
  articleFields(
    idOrSlug: string,
    query: T.Query<"/v1/articles/{idOrSlug}/fields">,
    options?: CallOptions,
  ): Promise<T.Body<"/v1/articles/{idOrSlug}/fields">> {
    return unwrap(this.api.GET("/v1/articles/{idOrSlug}/fields", { params: { path: { idOrSlug }, query }, ...options }));
  }

  /** Reads one section of an article by its id or anchor. */
  section(
    idOrSlug: string,
    idOrAnchor: string,
    query: T.Query<"/v1/articles/{idOrSlug}/sections/{idOrAnchor}"> = {},
    options?: CallOptions,
  ): Promise<T.Section> {
    const params = { path: { idOrSlug, idOrAnchor }, query };
    return unwrap(this.api.GET("/v1/articles/{idOrSlug}/sections/{idOrAnchor}", { params, ...options }));
  }

  /** Suggests articles that are similar to an article. */
  async suggestions(
    idOrSlug: string,
    query: T.Query<"/v1/articles/{idOrSlug}/suggestions"> = {},
    options?: CallOptions,
  ): Promise<T.SuggestedArticle[]> {
    const params = { path: { idOrSlug }, query };
    return (await unwrap(this.api.GET("/v1/articles/{idOrSlug}/suggestions", { params, ...options }))).data;
  }

  /** Lists phrases. */
  phrases(query: T.Query<"/v1/phrases"> = {}, options?: CallOptions): List<T.Phrase, T.Body<"/v1/phrases">> {
    return this.#list((page) => this.api.GET("/v1/phrases", { params: { query: { ...query, ...page } }, ...options }));
  }

  /** Reads a phrase. */
  phrase(id: string, options?: CallOptions): Promise<T.Phrase> {
    return unwrap(this.api.GET("/v1/phrases/{id}", { params: { path: { id } }, ...options }));
  }

  /** Reads the phrase of the day. */
  dailyPhrase(query: T.Query<"/v1/phrases/daily"> = {}, options?: CallOptions): Promise<T.Phrase> {
    return unwrap(this.api.GET("/v1/phrases/daily", { params: { query }, ...options }));
  }

  /** Lists resources. */
  resources(query: T.Query<"/v1/resources"> = {}, options?: CallOptions): List<T.Resource, T.Body<"/v1/resources">> {
    return this.#list((page) => this.api.GET("/v1/resources", { params: { query: { ...query, ...page } }, ...options }));
  }

  /** Reads a resource. */
  resource(id: string, options?: CallOptions): Promise<T.Resource> {
    return unwrap(this.api.GET("/v1/resources/{id}", { params: { path: { id } }, ...options }));
  }

  /** Lists topics. */
  topics(query: T.Query<"/v1/topics"> = {}, options?: CallOptions): List<T.Topic, T.Body<"/v1/topics">> {
    return this.#list((page) => this.api.GET("/v1/topics", { params: { query: { ...query, ...page } }, ...options }));
  }

  /** Reads a topic by its id or slug. */
  topic(idOrSlug: string, query: T.Query<"/v1/topics/{idOrSlug}"> = {}, options?: CallOptions): Promise<T.Topic> {
    return unwrap(this.api.GET("/v1/topics/{idOrSlug}", { params: { path: { idOrSlug }, query }, ...options }));
  }

  /** Searches published content. The first page has `matching` and `didYouMean`. */
  search(
    q: string,
    query: Omit<T.Query<"/v1/search">, "q"> = {},
    options?: CallOptions,
  ): List<T.SearchHit, T.SearchResults> {
    return this.#list((page) => this.api.GET("/v1/search", { params: { query: { q, ...query, ...page } }, ...options }));
  }

  /** Returns the present state and address of up to a hundred slugs and ids. */
  async lookup(
    address: string[],
    query: Omit<T.Query<"/v1/lookup">, "address"> = {},
    options?: CallOptions,
  ): Promise<T.LookupResult[]> {
    return (await unwrap(this.api.GET("/v1/lookup", { params: { query: { address, ...query } }, ...options }))).data;
  }

  /** Returns the locales that have published content. */
  async locales(options?: CallOptions): Promise<T.Locale[]> {
    return (await unwrap(this.api.GET("/v1/locales", { ...options }))).data;
  }

  /** Lists all former slugs with their present addresses. */
  redirects(query: T.Query<"/v1/redirects"> = {}, options?: CallOptions): List<T.Redirect, T.Body<"/v1/redirects">> {
    return this.#list((page) => this.api.GET("/v1/redirects", { params: { query: { ...query, ...page } }, ...options }));
  }

  /** Reads an article as it would be published now. `token` may be left out if the client has a preview token. */
  preview(
    id: string,
    token?: string,
    query: Omit<T.Query<"/v1/preview/articles/{id}">, "token"> = {},
    options?: CallOptions,
  ): Promise<T.Article> {
    const params = { path: { id }, query, header: token === undefined ? {} : { "X-Preview-Token": token } };
    return unwrap(this.api.GET("/v1/preview/articles/{id}", { params, ...options }));
  }

  #list<Page extends { data: unknown[]; page: { next?: string } }>(
    fetch: (page: { cursor?: string }) => Promise<{ data?: Page; error?: unknown; response: Response }>,
  ): List<Page["data"][number], Page> {
    return new List((cursor) => unwrap<Page>(fetch(cursor === undefined ? {} : { cursor })) as Promise<Page>);
  }
}
