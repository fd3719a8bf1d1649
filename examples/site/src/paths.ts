// The addresses of this site.

export function homePath(locale: string, topic?: string): string {
  return `/${locale}${topic === undefined ? "" : `?topic=${encodeURIComponent(topic)}`}`;
}

export function articlePath(locale: string, slug: string): string {
  return `/${locale}/articles/${encodeURIComponent(slug)}`;
}

export function searchPath(locale: string, q?: string): string {
  return `/${locale}/search${q === undefined ? "" : `?q=${encodeURIComponent(q)}`}`;
}
