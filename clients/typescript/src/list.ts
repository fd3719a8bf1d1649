/** A page of a list. */
export interface ListPage<Item> {
  data: Item[];
  page: { next?: string };
}

/** A list of the API. `for await` reads all items, and fetches the pages one after the other. */
export class List<Item, Page extends ListPage<Item> = ListPage<Item>> implements AsyncIterable<Item> {
  readonly #fetch: (cursor: string | undefined) => Promise<Page>;

  constructor(fetch: (cursor: string | undefined) => Promise<Page>) {
    this.#fetch = fetch;
  }

  /** Fetches the first page. */
  first(): Promise<Page> {
    return this.#fetch(undefined);
  }

  /** Fetches all pages, one after the other. */
  async *pages(): AsyncGenerator<Page, void, undefined> {
    let cursor: string | undefined;
    do {
      const page = await this.#fetch(cursor);
      yield page;
      cursor = page.page.next;
    } while (cursor !== undefined);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) yield* page.data;
  }

  /** Fetches all items, or the first `limit` of them. */
  async all(limit = Infinity): Promise<Item[]> {
    const items: Item[] = [];
    if (limit <= 0) return items;
    for await (const item of this) {
      items.push(item);
      if (items.length >= limit) break;
    }
    return items;
  }
}
