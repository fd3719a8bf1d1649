// The pages of the site.

import type { Article, ArticleListItem, SearchHit, Topic } from "@cairn/client";
import { segments } from "@cairn/client/search";
import type { Range } from "@cairn/client/search";

import { renderBody } from "./body.js";
import { Html, html } from "./html.js";
import { articlePath, homePath, searchPath } from "./paths.js";
import { languageName, wordsOf } from "./words.js";

/** What all pages know. */
export interface Frame {
  locale: string;
  locales: string[];
  /** The address of Cairn, for the search in the browser. */
  cairnUrl: string;
  isPreview: boolean;
  assets: { script: string; styles: string[] };
}

/** The address of the same page in other languages. */
export type Alternates = Record<string, string>;

export function layout(frame: Frame, page: { title: string; description?: string; content: Html; alternates?: Alternates; q?: string }): string {
  const { locale, locales, cairnUrl, isPreview, assets } = frame;
  const words = wordsOf(locale);
  const { title, description, content, alternates = {}, q } = page;
  return html`<!doctype html>
    <html lang="${locale}">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>${title}${title !== words.site && ` · ${words.site}`}</title>
        ${description !== undefined && html`<meta name="description" content="${description}">`}
        ${isPreview && html`<meta name="robots" content="noindex">`}
        <meta name="cairn-url" content="${cairnUrl}">
        <link rel="icon" href="data:,">
        ${assets.styles.map((style) => html`<link rel="stylesheet" href="${style}">`)}
        ${Object.entries(alternates).map(([other, href]) => html`<link rel="alternate" hreflang="${other}" href="${href}">`)}
        <script type="module" src="${assets.script}"></script>
      </head>
      <body>
        ${isPreview && html`<p class="preview">${words.preview} <a href="/preview/leave">${words.leave}</a></p>`}
        <header>
          <a class="site" href="${homePath(locale)}">${words.site}</a>
          <form action="${searchPath(locale)}" role="search">
            <input type="search" name="q" value="${q}" aria-label="${words.search}" placeholder="${words.search}" autocomplete="off">
            <ul class="suggestions" hidden></ul>
          </form>
          <nav class="languages">
            ${locales.map((other) => {
              const href = alternates[other] ?? homePath(other);
              const current = other === locale && new Html('aria-current="true"');
              return html`<a href="${href}" lang="${other}" hreflang="${other}" ${current}>${languageName(other)}</a>`;
            })}
          </nav>
        </header>
        <main>${content}</main>
      </body>
    </html>`.markup;
}

export function listPage({ locale }: Frame, articles: ArticleListItem[], topics: Topic[], topic?: string, next?: string): Html {
  const words = wordsOf(locale);
  const link = (slug: string | undefined, name: string) =>
    html`<a href="${homePath(locale, slug)}" ${slug === topic && new Html('aria-current="page"')}>${name}</a>`;
  return html`
    <nav class="topics">${link(undefined, words.all)}${topics.map(({ slug, name }) => link(slug, name))}</nav>
    ${articles.length === 0 && html`<p>${words.noArticles}</p>`}
    <ul class="cards">
      ${articles.map((article) => {
        const { slug, title, kicker, summary, readingMinutes } = article;
        return html`<li lang="${article.locale}">
          <p class="kicker">${kicker}</p>
          <h2><a href="${articlePath(locale, slug)}">${title}</a></h2>
          <p>${summary}</p>
          <p class="meta">${readingMinutes} ${words.minutes}</p>
        </li>`;
      })}
    </ul>
    ${next !== undefined && html`<p class="more"><a href="?${new URLSearchParams({ ...(topic !== undefined && { topic }), cursor: next }).toString()}">${words.more}</a></p>`}`;
}

export function articlePage({ locale }: Frame, article: Article): Html {
  const words = wordsOf(locale);
  const { title, kicker, summary, sections, withdrawal, related, topics } = article;
  const headings = sections.filter(({ heading }) => heading !== undefined);
  return html`<article lang="${article.locale}">
    ${article.locale !== locale && html`<p class="notice" lang="${locale}">${words.otherLanguage}</p>`}
    ${
      withdrawal &&
      html`<div class="notice"><p><strong>${words.withdrawn}</strong> ${withdrawal.explanation}</p>${alternative(withdrawal.alternative?.url, locale)}</div>`
    }
    <p class="kicker">${kicker}</p>
    <h1>${title}</h1>
    <p class="summary">${summary}</p>
    <p class="meta">${topics.map(({ slug, name }) => html`<a href="${homePath(locale, slug)}">${name}</a> `)}</p>
    ${
      headings.length > 2 &&
      html`<nav class="contents"><h2>${words.contents}</h2><ol>${headings.map(({ anchor, heading }) => html`<li><a href="#${anchor}">${heading}</a></li>`)}</ol></nav>`
    }
    ${sections.map(
      (section) => html`<section id="${section.anchor}">
        ${section.heading !== undefined && html`<h2>${section.heading}</h2>`} ${renderBody(section, locale)}
      </section>`,
    )}
    ${
      related.length > 0 &&
      html`<section class="related"><h2>${words.related}</h2>
        <ul>${related.map(({ title, url, excerpt }) => html`<li><a href="${url}">${title}</a> ${excerpt}</li>`)}</ul></section>`
    }
  </article>`;
}

export function searchPage({ locale }: Frame, q: string, hits: SearchHit[], didYouMean?: string): Html {
  const words = wordsOf(locale);
  return html`
    <h1>${words.search}: ${q}</h1>
    ${didYouMean !== undefined && html`<p>${words.didYouMean} <a href="${searchPath(locale, didYouMean)}">${didYouMean}</a>?</p>`}
    ${hits.length === 0 && html`<p>${words.noHits}</p>`}
    <ul class="hits">${hits.map((hit) => renderHit(hit, locale))}</ul>`;
}

function renderHit(hit: SearchHit, locale: string): Html {
  switch (hit.kind) {
    case "article": {
      const { slug, title, summary } = hit.article;
      return html`<li>
        <h2><a href="${articlePath(locale, slug)}">${marked(title, hit.marks["title"])}</a></h2>
        <p>${marked(summary, hit.marks["summary"])}</p>
        ${hit.sections.map(
          ({ anchor, heading, snippet }) => html`<p class="snippet">
            <a href="${articlePath(locale, slug)}#${anchor}">${heading && marked(heading.text, heading.marks)}</a>
            ${marked(snippet.text, snippet.marks)}
          </p>`,
        )}
      </li>`;
    }
    case "phrase":
      return html`<li><blockquote>${marked(hit.phrase.text, hit.marks["text"])}</blockquote></li>`;
    case "resource":
      return html`<li><h2><a href="${hit.resource.url}">${marked(hit.resource.title, hit.marks["title"])}</a></h2></li>`;
    default:
      return html``;
  }
}

/** Shows a text with its marks. */
export function marked(text: string, marks: readonly Range[] | undefined): Html {
  return html`${segments(text, marks).map((part) => (part.marked ? html`<mark>${part.text}</mark>` : part.text))}`;
}

export function messagePage({ locale }: Frame, title: string, message?: string, alternativeUrl?: string): Html {
  return html`<h1>${title}</h1>
    ${message !== undefined && html`<p>${message}</p>`} ${alternative(alternativeUrl, locale)}
    <p><a href="${homePath(locale)}">${wordsOf(locale).home}</a></p>`;
}

function alternative(url: string | undefined, locale: string): Html | undefined {
  return url === undefined ? undefined : html`<p><a class="alternative" href="${siteAddress(url, locale)}">${wordsOf(locale).read}</a></p>`;
}

/** Returns the page of this site for the address of an article, and any other address as it is. */
export function siteAddress(url: string, locale: string): string {
  const slug = /\/v1\/articles\/([^/?#]+)/.exec(url)?.[1];
  return slug === undefined ? url : articlePath(locale, decodeURIComponent(slug));
}
