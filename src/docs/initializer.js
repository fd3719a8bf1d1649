// Starts Swagger UI on the document of this server, with operations collapsed and a filter box that searches them.
// No validator: it would send the document to another host.
(function () {
  "use strict";

  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const followColorScheme = () => root.classList.toggle("dark-mode", dark.matches);
  dark.addEventListener("change", followColorScheme);
  followColorScheme();

  // The frame is painted before the style sheet of Swagger UI is needed.
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = "./swagger-ui.css";
  document.head.prepend(style);

  const filterBox = document.getElementById("viewer-filter");
  const status = document.getElementById("viewer-status");

  // Returns the words of a filter text.
  const wordsOf = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);

  // Returns true if the method, the path, the id, the summary or the tag of an operation contain each word.
  function matches(entry, tag, words) {
    const operation = entry.get("operation");
    const parts = [entry.get("method"), entry.get("path"), operation.get("operationId"), operation.get("summary"), tag];
    const text = parts.filter(Boolean).join(" ").toLowerCase();
    return words.every((word) => text.includes(word));
  }

  function filterOperations(tags, text) {
    const words = wordsOf(text);
    return tags
      .map((group, tag) => group.update("operations", (entries) => entries.filter((entry) => matches(entry, tag, words))))
      .filter((group) => group.get("operations").size > 0);
  }

  const viewer = () => ({
    fn: { opsFilter: filterOperations },
    components: { FilterContainer: () => null },
  });

  // Opens or closes a tag. The action of Swagger UI would also change the address.
  function show(tag, shown) {
    window.ui.getStore().dispatch({ type: "layout_show", payload: { thing: ["operations-tag", tag], shown } });
  }

  // Shows the operations that match the filter. The tags are open while there is a filter, and collapsed without one.
  function applyFilter() {
    const text = filterBox.value.trim();
    window.ui.layoutActions.updateFilter(text === "" ? false : text);
    root.classList.toggle("is-filtering", text !== "");
    const tags = window.ui.specSelectors.taggedOperations();
    tags.keySeq().forEach((tag) => show(tag, text !== ""));
    root.classList.toggle("has-no-match", tags.size === 0);
    status.textContent = tags.size === 0 ? "No operation matches." : "";
  }

  let waiting;
  function filterSoon() {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(applyFilter, 150);
  }

  window.ui = SwaggerUIBundle({
    dom_id: "#swagger-ui",
    url: "/openapi.json",
    deepLinking: true,
    docExpansion: "none",
    defaultModelsExpandDepth: -1,
    tryItOutEnabled: true,
    validatorUrl: "none",
    persistAuthorization: false,
    layout: "BaseLayout",
    presets: [SwaggerUIBundle.presets.apis],
    plugins: [viewer],
    onComplete() {
      status.textContent = "";
      filterBox.addEventListener("input", filterSoon);
      if (filterBox.value !== "") applyFilter();
    },
  });
})();
