// The text of a section as HTML: each block and mark, with links that lead to pages of this site.

import type { Section } from "@cairn/client";
import { walk } from "@cairn/client/portable-text";
import type { LinkMark, Mark, PhraseMark, TextBlock } from "@cairn/client/portable-text";

import { html } from "./html.js";
import type { Html } from "./html.js";
import { articlePath } from "./paths.js";

type Part = { html: Html; list?: { type: string; level: number } };

/** Renders the text of a section. Blocks that this site does not know are left out. */
export function renderBody(section: Section, locale: string): Html {
  const parts = walk<Part>(section.body ?? [], {
    block: (block, children) => renderBlock(block, children.map((child) => child.html)),
    span: (span, marks) => ({ html: marks.reduceRight((inner, mark) => renderMark(mark, inner, locale), lines(span.text)) }),
    suggestedPhrase: ({ phrase }) => ({
      html: html`<figure class="phrase">
        <blockquote data-tone="${phrase.tone}">${phrase.text}</blockquote>
        ${phrase.insteadOf !== undefined && html`<figcaption><s>${phrase.insteadOf}</s></figcaption>`}
      </figure>`,
    }),
    callout: ({ tone }, content) => ({ html: html`<aside class="callout" data-tone="${tone}">${joinLists(content)}</aside>` }),
    callToAction: ({ text, label, url }) => ({ html: html`<p class="action">${text} <a href="${url}">${label}</a></p>` }),
  });
  return joinLists(parts);
}

function renderBlock(block: TextBlock, content: Html[]): Part {
  if (content.length === 0) return { html: html`` };
  if (block.listItem !== undefined) return { html: html`${content}`, list: { type: block.listItem, level: block.level ?? 1 } };
  switch (block.style) {
    case "h3":
      return { html: html`<h3>${content}</h3>` };
    case "h4":
    case "h5":
    case "h6":
      return { html: html`<h4>${content}</h4>` };
    case "blockquote":
      return { html: html`<blockquote>${content}</blockquote>` };
    default:
      return { html: html`<p>${content}</p>` };
  }
}

function renderMark({ type, def }: Mark, inner: Html, locale: string): Html {
  switch (type) {
    case "strong":
      return html`<strong>${inner}</strong>`;
    case "em":
      return html`<em>${inner}</em>`;
    case "code":
      return html`<code>${inner}</code>`;
    case "underline":
      return html`<u>${inner}</u>`;
    case "strike-through":
      return html`<s>${inner}</s>`;
    case "phrase":
      return html`<q data-tone="${(def as PhraseMark).phrase.tone}">${inner}</q>`;
    case "link": {
      const { href, slug } = def as LinkMark;
      const hash = /#.*/.exec(href)?.[0] ?? "";
      return html`<a href="${slug === undefined ? href : articlePath(locale, slug) + hash}">${inner}</a>`;
    }
    default:
      // A mark of a later server: its text is still text.
      return inner;
  }
}

function lines(text: string): Html {
  return html`${text.split("\n").map((line, index) => (index === 0 ? line : html`<br>${line}`))}`;
}

/** Joins neighbouring list items to lists, each level inside the item before it. */
function joinLists(parts: Part[]): Html {
  const joined: Html[] = [];
  for (let at = 0; at < parts.length; ) {
    const part = parts[at] as Part;
    if (!part.list) {
      joined.push(part.html);
      at++;
      continue;
    }
    const { type, level } = part.list;
    const items: Html[] = [];
    while (at < parts.length) {
      const { list, html: content } = parts[at] as Part;
      if (!list || list.level < level || (list.level === level && list.type !== type)) break;
      let end = ++at;
      while ((parts[end]?.list?.level ?? 0) > level) end++;
      items.push(html`<li>${content}${joinLists(parts.slice(at, end))}</li>`);
      at = end;
    }
    joined.push(type === "number" ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`);
  }
  return html`${joined}`;
}
