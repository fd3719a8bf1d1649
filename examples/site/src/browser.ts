// Suggests articles while the reader types a search. Everything else works without a script.

import { createCairn, isCairnError } from "@cairn/client";
import { segments } from "@cairn/client/search";

import { articlePath } from "./paths.js";
import "./style.css";

const form = document.querySelector<HTMLFormElement>("form[role=search]");
const input = form?.querySelector("input");
const suggestions = form?.querySelector<HTMLUListElement>(".suggestions");
const baseUrl = document.querySelector<HTMLMetaElement>("meta[name=cairn-url]")?.content;

if (form && input && suggestions && baseUrl) {
  const cairn = createCairn({ baseUrl, retries: 0 });
  const locale = document.documentElement.lang;
  let running: AbortController | undefined;

  const suggest = async () => {
    running?.abort();
    const { signal } = (running = new AbortController());
    const q = input.value.trim();
    if (q.length < 2) return show([]);
    try {
      const { data } = await cairn.search(q, { locale, limit: 5 }, { signal }).first();
      show(
        data.flatMap((hit) => {
          if (hit.kind !== "article") return [];
          const link = document.createElement("a");
          link.href = articlePath(locale, hit.article.slug);
          for (const { text, marked } of segments(hit.article.title, hit.marks["title"])) {
            const part = document.createElement(marked ? "mark" : "span");
            part.textContent = text;
            link.append(part);
          }
          return [link];
        }),
      );
    } catch (error) {
      // An unfinished quotation mark, or no network: the form still works.
      if (!signal.aborted && isCairnError(error)) show([]);
    }
  };

  const show = (links: HTMLElement[]) => {
    suggestions.replaceChildren(
      ...links.map((link) => {
        const item = document.createElement("li");
        item.append(link);
        return item;
      }),
    );
    suggestions.hidden = links.length === 0;
  };

  let timer: number | undefined;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void suggest(), 120);
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target as Node)) show([]);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape") show([]);
  });
}
