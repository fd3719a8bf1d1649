// Short names of the types that the OpenAPI document generates.

import type { components, paths } from "./schema.js";

/** All schemas of the OpenAPI document by name. */
export type Schemas = components["schemas"];

/** The query of `GET` on a path. */
export type Query<Path extends keyof paths> = paths[Path] extends { get: { parameters: { query?: infer Q } } }
  ? NonNullable<Q>
  : never;

/** The body of the JSON response of `GET` on a path. */
export type Body<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer B } } } };
}
  ? B
  : never;

export type Article = Schemas["Article"];
export type ArticleCard = Schemas["ArticleCard"];
export type ArticleListItem = Schemas["ArticleListItem"];
export type LookupResult = Schemas["LookupResult"];
export type Phrase = Schemas["Phrase"];
export type Problem = Schemas["Problem"];
export type Resource = Schemas["Resource"];
export type SearchHit = Schemas["SearchHit"];
export type SearchResults = Schemas["SearchResults"];
export type Section = Schemas["Section"];
export type SuggestedArticle = Schemas["SuggestedArticle"];
export type Topic = Schemas["Topic"];
export type Locale = Body<"/v1/locales">["data"][number];
export type Redirect = Body<"/v1/redirects">["data"][number];
