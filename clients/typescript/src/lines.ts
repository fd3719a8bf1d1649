/** Splits a stream into lines. */
export async function* lines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const complete = rest.split("\n");
      rest = done ? "" : (complete.pop() ?? "");
      yield* complete;
      if (done) return;
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}
