// HTML from templates, with every value escaped.

/** Markup that is not escaped again. */
export class Html {
  constructor(readonly markup: string) {}
}

type Value = Html | string | number | false | undefined | readonly Value[];

/** Makes markup of a template: texts are escaped, markup and arrays are inserted, `false` and `undefined` are left out. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(strings.reduce((before, string, index) => before + insert(values[index - 1]) + string));
}

function insert(value: Value): string {
  if (value instanceof Html) return value.markup;
  if (value === undefined || value === false) return "";
  if (typeof value === "object") return value.map(insert).join("");
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
