// What a body of Portable Text means, in a form in which what Cairn serves and what `@portabletext/markdown` reads back from
// Cairn's Markdown can be compared. What is left out here is what Markdown cannot say or that package does not read; the
// list of it, in full:
//
// - keys, the order of marks, and how text with the same marks is cut into spans;
// - blocks and list items without text, and with them the levels that a list skips;
// - phrases: their words stay, as a quotation or as plain words;
// - buttons: a paragraph with a link stands for each;
// - a second link on the same words, and links on no words;
// - white space at the edges of marked words, which stands outside of the marks then;
// - how the address of a link is written, as long as it is the same address;
// - that a heading is a list item: the package takes it out of the list;
// - that text in a callout is not a quotation: the package reads it as one;
// - lines of code on their own become a block of code.
//
// The package leaves tags out, which stand for underlining and where other signs would not work. Signs that mean nothing to
// it are put in their place before it reads the text, and taken for what they are after it.
import { markdownToPortableText } from "@portabletext/markdown";

const DECORATORS = ["strong", "em", "code", "strike-through", "underline"];
const TAGS = { strong: "strong", em: "em", code: "code", del: "strike-through", u: "underline" };
const TONES = { info: "note", warning: "warning", urgent: "caution" };

// Punctuation, as tags are to their neighbours; none of it is in the documents.
const SIGNS = "⟦⟧⟨⟩⟪⟫⦃⦄⦅⦆";
const BREAK = "‖";
const TAG_NAMES = Object.keys(TAGS);
const sign = (name, closes) => SIGNS[2 * TAG_NAMES.indexOf(name) + (closes ? 1 : 0)];

/** Markdown as the package reads it, with a sign in the place of each tag. A literal `<` has a backslash before it. */
export function read(markdown) {
  const tag = /(?<=(?<!\\)(?:\\\\)*)<(\/?)(strong|em|code|del|u|br)>/g;
  const signed = markdown.replace(tag, (_, slash, name) => (name === "br" ? BREAK : sign(name, slash !== "")));
  return markdownToPortableText(signed);
}

/** The letters of a text whose signs are taken for what they are; `open` is what is open where it begins. */
function unsigned(text, decorators, open) {
  return [...text].flatMap((letter) => {
    if (letter === BREAK) return [{ letter: "\n", decorators: [...decorators, ...open] }];
    const number = SIGNS.indexOf(letter);
    if (number === -1) return [{ letter, decorators: [...decorators, ...open] }];
    const decorator = TAGS[TAG_NAMES[number >> 1]];
    if (number % 2 === 0) open.add(decorator);
    else open.delete(decorator);
    return [];
  });
}

const address = (href) => new URL(href, "https://content.example.org/").href;

/** A block of text as its letters, each with what is marked on it. */
function letters(block) {
  const links = new Map(block.markDefs.filter((markDef) => markDef._type === "link").map(({ _key, href }) => [_key, address(href)]));
  const open = new Set();
  return block.children.flatMap(({ text, marks = [] }) => {
    const link = marks.map((mark) => links.get(mark)).find((href) => href !== undefined);
    return unsigned(text, marks, open).map(({ letter, decorators }) => {
      return { letter, decorators: DECORATORS.filter((decorator) => decorators.includes(decorator)), link };
    });
  });
}

const isSpace = ({ letter }) => /\s/u.test(letter);

/** White space is marked only where the words on both of its sides are, and code is the only mark it always has. */
function settled(text) {
  return text.map((own, at) => {
    if (!isSpace(own)) return own;
    const before = text.slice(0, at).findLast((other) => !isSpace(other));
    const after = text.slice(at).find((other) => !isSpace(other));
    const kept = own.decorators.filter((it) => it === "code" || (before?.decorators.includes(it) && after?.decorators.includes(it)));
    return { ...own, decorators: kept };
  });
}

/** Neighbours with the same marks joined. */
function runs(text) {
  const joined = [];
  for (const { letter, decorators, link } of text) {
    const last = joined.at(-1);
    if (last !== undefined && last.link === link && `${last.decorators}` === `${decorators}`) last.text += letter;
    else joined.push({ text: letter, decorators, link });
  }
  return joined;
}

function textBlock(block, inCallout) {
  const text = letters(block);
  if (text.length === 0) return [];
  const isCode = text.every(({ decorators, link }) => `${decorators}` === "code" && link === undefined);
  const onlyCode = block.children.every(({ text, marks = [] }) => text === "" || `${marks}` === "code");
  const written = text.map(({ letter }) => letter).join("");
  if (isCode && onlyCode && block.style === "normal" && block.listItem === undefined && written.includes("\n")) return [{ code: written }];
  const style = inCallout && block.style === "normal" ? "blockquote" : block.style;
  const { listItem, level } = /^h\d$/.test(style) ? {} : block;
  return [{ style, listItem, level, text: runs(settled(text)) }];
}

const plain = (style, text, inCallout) => ({ style: inCallout ? "blockquote" : style, listItem: undefined, level: undefined, text });

function quoted(text) {
  return /^\s*[“”„"«»‹›「『‘]/u.test(text) ? text : `“${text}”`;
}

/** What the blocks mean; of a body that Cairn serves, or of one that was read from its Markdown. */
export function meaning(blocks, inCallout = false) {
  return blocks.flatMap((block) => {
    switch (block._type) {
      case "block":
        return textBlock(block, inCallout);
      case "suggestedPhrase":
        return [plain("blockquote", [{ text: quoted(block.phrase.text), decorators: [], link: undefined }], inCallout)];
      case "callToAction": {
        const before = block.text === undefined ? "" : `${block.text.trim()} `;
        const marked = [...before].map((letter) => ({ letter, decorators: [], link: undefined }));
        const link = address(block.url);
        const label = [...block.label].map((letter) => ({ letter, decorators: [], link }));
        return [plain("normal", runs([...marked, ...label]), inCallout)];
      }
      case "callout": {
        const content = meaning(block.content, true);
        return content.length === 0 ? [] : [{ callout: TONES[block.tone] ?? block.tone, content }];
      }
      case "code":
        return [{ code: block.code }];
      default:
        throw new Error(`nothing is known of ${block._type}`);
    }
  });
}
