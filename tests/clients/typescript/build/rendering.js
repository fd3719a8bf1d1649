// Portable Text through the stock renderers: what a site adds to them for Cairn's own blocks and annotation.
import { PortableText } from "@portabletext/react";
import { escapeHTML, toHTML } from "@portabletext/to-html";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
function refuseMissing(message) {
    throw new Error(message);
}
const htmlComponents = {
    types: {
        suggestedPhrase: ({ value }) => `<blockquote data-tone="${value.phrase.tone}">${escapeHTML(value.phrase.text)}</blockquote>`,
        callout: ({ value }) => `<aside data-tone="${value.tone}">${blocksToHtml(value.content)}</aside>`,
        callToAction: ({ value }) => `<p>${escapeHTML(value.text ?? "")} <a class="button" href="${escapeHTML(value.url)}">${escapeHTML(value.label)}</a></p>`,
    },
    marks: {
        phrase: ({ children, value }) => `<q data-tone="${value?.phrase.tone ?? ""}">${children}</q>`,
    },
};
/** A body as HTML, by `@portabletext/to-html`. */
export function blocksToHtml(blocks) {
    return toHTML(blocks, { components: htmlComponents, onMissingComponent: refuseMissing });
}
const reactComponents = {
    types: {
        suggestedPhrase: ({ value }) => createElement("blockquote", { "data-tone": value.phrase.tone }, value.phrase.text),
        callout: ({ value }) => createElement("aside", { "data-tone": value.tone }, blocksToReact(value.content)),
        callToAction: ({ value }) => createElement("p", null, value.text, " ", createElement("a", { className: "button", href: value.url }, value.label)),
    },
    marks: {
        phrase: ({ children, value }) => createElement("q", { "data-tone": value?.phrase.tone }, children),
    },
};
function blocksToReact(blocks) {
    return createElement((PortableText), {
        value: blocks,
        components: reactComponents,
        onMissingComponent: refuseMissing,
    });
}
/** A body as HTML, by `@portabletext/react`. */
export function blocksToMarkup(blocks) {
    return renderToStaticMarkup(blocksToReact(blocks));
}
/** The renderers by name. */
export const renderers = {
    "@portabletext/to-html": blocksToHtml,
    "@portabletext/react": blocksToMarkup,
};
/** What a reader sees of HTML: the text alone, without entities. */
export function visibleText(html) {
    const entities = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'", "#39": "'" };
    return html
        .replace(/<\/?(p|h\d|li|ul|ol|blockquote|aside|br)\b[^>]*>/g, " ")
        .replace(/<[^>]*>/g, "")
        .replace(/&(#?\w+);/g, (entity, name) => entities[name] ?? entity);
}
/** The words of a text, without punctuation around them. */
export function words(text) {
    return text.match(/[\p{L}\p{N}]+(?:[’'-][\p{L}\p{N}]+)*/gu) ?? [];
}
/** Every text block of a body, those in callouts too. */
export function textBlocks(blocks) {
    return blocks.flatMap((block) => {
        switch (block._type) {
            case "block":
                return [block];
            case "callout":
                return textBlocks(block.content);
            default:
                return [];
        }
    });
}
