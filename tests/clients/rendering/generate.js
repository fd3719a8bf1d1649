// Portable Text of Cairn's profile, made up from a seed: the same seed, the same documents.

/** Numbers from 0 up to 1, the same ones for the same seed (mulberry32). */
export function numbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

// No full stop with letters on both sides: some readers of Markdown make links of what looks like an address.
const WORDS = "it helps to say what you saw, not what you think of it; a walk is easier than a table! Ñandú élan 中文 Ελλάδα שלום 🙂 don’t “quiet”"
  .split(" ");

/** What is hard on HTML and on Markdown. */
const SIGNS = [
  "<", ">", "&", "\"", "'", "&amp;", "&#60;", "<b>", "</p>", "<script>alert(1)</script>", "javascript:", "*", "**", "_", "`", "~", "~~",
  "#", "+", "-", "1. ", "2)", "|", "\\", "[", "]", "(", ")", "![x](y)", "[a]: b", "---", "===", ">", ":", "{x}", "snake_case_word", "5 < 6",
];

const HREFS = [
  "https://example.org/", "https://example.org/a?b=1&c=2", "https://example.org/(x)_y*z", "http://example.org/#part", "mailto:help@example.org",
  "tel:+441234567", "sms:116123", "/help", "/help?x=y", "#next", "HTTPS://EXAMPLE.ORG/x", "https://example.org/it's",
];

const DECORATORS = ["strong", "em", "code", "underline", "strike-through"];
const STYLES = ["h3", "h4", "h5", "h6", "blockquote"];

/** A maker of documents. `known` has the ids of published phrases and of a published article. */
export function generator(seed, known) {
  const next = numbers(seed);
  const below = (count) => Math.floor(next() * count);
  const pick = (items) => items[below(items.length)];
  const chance = (part) => next() < part;
  const times = (least, most, make) => Array.from({ length: least + below(most - least + 1) }, make);
  let made = 0;
  const key = () => `k${(made++).toString(36)}`;

  function text() {
    if (chance(0.03)) return "";
    const parts = times(1, 6, () => (chance(0.12) ? pick(SIGNS) : pick(WORDS)));
    const joined = parts.reduce((left, right) => `${left}${chance(0.004) ? "  " : chance(0.05) ? "\n" : chance(0.06) ? "" : " "}${right}`);
    return `${chance(0.2) ? " " : ""}${joined}${chance(0.3) ? " " : ""}`;
  }

  const line = (most) => text().replace(/\s+/g, " ").trim().slice(0, most).trim() || "Say it";

  function annotation() {
    const _key = key();
    if (chance(0.2)) return { _type: "phrase", _key, phraseId: pick(known.phrases) };
    if (chance(0.2)) return { _type: "link", _key, articleId: known.article, ...(chance(0.5) && { anchor: known.anchor }) };
    return { _type: "link", _key, href: pick(HREFS) };
  }

  function textBlock(listed) {
    const markDefs = chance(0.4) ? times(1, 3, annotation) : [];
    const decorators = () => DECORATORS.filter(() => chance(0.18));
    // Marks that go on from one span to the next are what makes nesting hard.
    let last = [];
    const children = times(1, 5, () => {
      const kept = last.filter(() => chance(0.55));
      const annotations = markDefs.filter(() => chance(0.3)).map((markDef) => markDef._key);
      last = [...new Set([...kept, ...decorators(), ...annotations])];
      if (chance(0.3)) last.reverse();
      return { _type: "span", _key: key(), text: text(), marks: last };
    });
    const block = { _type: "block", _key: key(), style: chance(0.2) ? pick(STYLES) : "normal", markDefs, children };
    return listed === undefined ? block : { ...block, style: chance(0.9) ? "normal" : block.style, ...listed };
  }

  function list() {
    let level = 1 + (chance(0.1) ? below(3) : 0);
    let listItem = pick(["bullet", "number"]);
    return times(1, 7, () => {
      const block = textBlock({ listItem, level });
      level = Math.min(6, Math.max(1, level + pick([0, 0, 0, 1, 1, -1, -2])));
      if (chance(0.2)) level = Math.min(6, level + 1);
      if (chance(0.2)) listItem = pick(["bullet", "number"]);
      return block;
    });
  }

  function callToAction() {
    const block = { _type: "callToAction", _key: key(), label: line(100), url: pick(HREFS) };
    return chance(0.5) ? { ...block, text: line(200) } : block;
  }

  function blocks(most, inside) {
    return times(1, most, () => {
      const number = next();
      if (number < 0.3) return list();
      if (number < 0.36) return [{ _type: "suggestedPhrase", _key: key(), phraseId: pick(known.phrases) }];
      if (number < 0.42) return [callToAction()];
      if (number < 0.48 && !inside) {
        return [{ _type: "callout", _key: key(), tone: pick(["info", "warning", "urgent"]), content: blocks(3, true) }];
      }
      return [textBlock()];
    }).flat();
  }

  return () => blocks(6, false);
}
