// Reads everything that is published in one locale and prints one article as plain text.
import { pathToFileURL } from "node:url";
import { answered, cairn, setting } from "./client.js";
/** The cards of all articles of a locale, page by page. */
export async function allArticles(client, locale, limit) {
    const cards = [];
    let cursor;
    do {
        const query = cursor === undefined ? { locale, limit } : { locale, limit, cursor };
        const { data, page } = answered(await client.GET("/v1/articles", { params: { query } }));
        cards.push(...data);
        cursor = page.next;
    } while (cursor !== undefined);
    return cards;
}
/** One article, whole. */
export async function article(client, idOrSlug, locale) {
    const params = { path: { idOrSlug }, query: { locale } };
    return answered(await client.GET("/v1/articles/{idOrSlug}", { params }));
}
/** An article as plain text. */
export function articleText(article) {
    const sections = article.sections.map((section) => [section.heading?.toUpperCase(), ...(section.body ?? []).map((block) => blockText(block))]
        .filter((part) => part !== undefined)
        .join("\n\n"));
    const related = article.related.map(({ title, url }) => `- ${title}: ${url}`).join("\n");
    return [article.title, article.summary, ...sections, related].join("\n\n");
}
function blockText(block) {
    switch (block._type) {
        case "block":
            return styled(block, spansText(block));
        case "suggestedPhrase":
            return phraseText(block.phrase);
        case "callout":
            return block.content.map((inner) => `${calloutSign(block.tone)} ${blockText(inner)}`).join("\n");
        case "callToAction":
            return `${block.text === undefined ? "" : `${block.text} `}[${block.label}] ${block.url}`;
        default: {
            const never = block;
            return never;
        }
    }
}
function styled(block, text) {
    const indent = "  ".repeat((block.level ?? 1) - 1);
    switch (block.listItem) {
        case "bullet":
            return `${indent}- ${text}`;
        case "number":
            return `${indent}1. ${text}`;
        case undefined:
            break;
        default: {
            const never = block.listItem;
            return never;
        }
    }
    switch (block.style) {
        case "normal":
            return text;
        case "blockquote":
            return `> ${text}`;
        case "h3":
        case "h4":
        case "h5":
        case "h6":
            return `${text}\n${"-".repeat(text.length)}`;
        default: {
            const never = block.style;
            return never;
        }
    }
}
function spansText(block) {
    return block.children
        .map((span, at) => {
        const next = block.children[at + 1];
        const ending = block.markDefs.filter(({ _key }) => span.marks.includes(_key) && !next?.marks.includes(_key));
        return span.text + ending.map(annotationText).join("");
    })
        .join("");
}
function annotationText(annotation) {
    switch (annotation._type) {
        case "link":
            return annotation.slug === undefined ? ` <${annotation.href}>` : ` (see "${annotation.slug}")`;
        case "phrase":
            return ` (said in a ${annotation.phrase.tone} voice)`;
        default: {
            const never = annotation;
            return never;
        }
    }
}
function phraseText({ text, tone, insteadOf, why }) {
    const lines = [`“${text}” (${tone})`];
    if (insteadOf !== undefined)
        lines.push(`  instead of: “${insteadOf}”`);
    if (why !== undefined)
        lines.push(`  why: ${why}`);
    return lines.join("\n");
}
function calloutSign(tone) {
    switch (tone) {
        case "info":
            return "(i)";
        case "warning":
            return "(!)";
        case "urgent":
            return "(!!!)";
        default: {
            const never = tone;
            return never;
        }
    }
}
async function main() {
    const client = cairn(setting("CAIRN_URL"));
    const locale = "en";
    const cards = await allArticles(client, locale, 5);
    for (const { slug, title, readingMinutes } of cards) {
        console.log(`${slug}: ${title} (${readingMinutes} min)`);
    }
    const [first] = cards;
    if (first === undefined) {
        throw new Error("nothing is published");
    }
    console.log(`\n${articleText(await article(client, first.slug, locale))}`);
}
if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
    await main();
}
