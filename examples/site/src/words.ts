// The words of the site itself. A locale without words gets the English ones.

const english = {
  site: "A quiet guide",
  all: "All topics",
  more: "More articles",
  search: "Search",
  minutes: "min",
  contents: "On this page",
  read: "Read this instead",
  related: "Help and further reading",
  otherLanguage: "This article is not available in your language yet.",
  noArticles: "There are no articles here yet.",
  noHits: "Nothing was found.",
  didYouMean: "Did you mean",
  notFound: "This page does not exist",
  notFoundHint: "The address may be mistyped.",
  gone: "This page is no longer available",
  withdrawn: "This article was withdrawn.",
  badSearch: "This cannot be searched for.",
  error: "Something went wrong",
  home: "To all articles",
  preview: "Preview: this is not public.",
  leave: "Leave the preview",
};

export type Words = typeof english;

const spanish: Words = {
  site: "Una guía tranquila",
  all: "Todos los temas",
  more: "Más artículos",
  search: "Buscar",
  minutes: "min",
  contents: "En esta página",
  read: "Lee esto en su lugar",
  related: "Ayuda y más lecturas",
  otherLanguage: "Este artículo aún no está disponible en tu idioma.",
  noArticles: "Aquí todavía no hay artículos.",
  noHits: "No se encontró nada.",
  didYouMean: "¿Quisiste decir",
  notFound: "Esta página no existe",
  notFoundHint: "Puede que la dirección esté mal escrita.",
  gone: "Esta página ya no está disponible",
  withdrawn: "Este artículo fue retirado.",
  badSearch: "Esto no se puede buscar.",
  error: "Algo salió mal",
  home: "A todos los artículos",
  preview: "Vista previa: esto no es público.",
  leave: "Salir de la vista previa",
};

export function wordsOf(locale: string): Words {
  return locale.split("-")[0] === "es" ? spanish : english;
}

/** Returns the name of a language in that language. */
export function languageName(locale: string): string {
  return new Intl.DisplayNames([locale], { type: "language" }).of(locale) ?? locale;
}
