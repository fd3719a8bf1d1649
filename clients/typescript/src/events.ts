import type { Cairn } from "./client.js";
import { isCairnError, problemOf } from "./error.js";
import { delay, pause } from "./http.js";
import { lines } from "./lines.js";
import type { Schemas } from "./types.js";

/** An event of the stream. */
export type StreamEvent =
  /** Something was published or unpublished. */
  | { type: "change"; id: string; event: string; change: Schemas["ChangeEvent"] }
  /** Changes may have been missed: read again all content that you store. */
  | { type: "resync" };

export interface EventOptions {
  /** The id of the last event that was handled. Without one, the stream begins now. */
  after?: string | number;
  signal?: AbortSignal;
  /** A replacement of the wait before a new connection. */
  sleep?: (seconds: number, signal?: AbortSignal) => Promise<void>;
}

/**
 * Streams changes until the loop ends or `signal` is aborted. A lost connection is opened again after the last event. Needs a
 * key. Works without `EventSource`, which cannot send one.
 */
export async function* events(cairn: Cairn, options: EventOptions = {}): AsyncGenerator<StreamEvent, void, undefined> {
  const { signal, sleep = pause } = options;
  let last = options.after === undefined ? undefined : String(options.after);
  let retrySeconds = 1;
  for (let failures = 0, isFirst = true; ; isFirst = false) {
    // Without an id, nobody knows what happened while there was no connection.
    if (!isFirst && last === undefined) yield { type: "resync" };
    try {
      for await (const message of messages(cairn, last, signal)) {
        failures = 0;
        if (message.retry !== undefined) retrySeconds = message.retry / 1000;
        if (message.data === undefined) continue;
        if (message.id !== undefined) last = message.id;
        const change = JSON.parse(message.data) as Schemas["ChangeEvent"];
        yield { type: "change", id: last ?? String(change.seq), event: message.event ?? "message", change };
      }
    } catch (error) {
      if (signal?.aborted) return;
      if (isCairnError(error, "resync_required")) {
        last = undefined;
        continue;
      }
      if (isCairnError(error) && error.status !== undefined && error.status < 500 && error.status !== 429) throw error;
      const least = Math.max(retrySeconds, isCairnError(error) ? (error.retryAfter ?? 0) : 0);
      await sleep(delay(failures++, least), signal).catch(() => undefined);
      if (signal?.aborted) return;
      continue;
    }
    if (signal?.aborted) return;
    await sleep(delay(failures++, retrySeconds), signal).catch(() => undefined);
    if (signal?.aborted) return;
  }
}

interface Message {
  id?: string;
  event?: string;
  data?: string;
  retry?: number;
}

/** Yields the messages of one connection. */
async function* messages(cairn: Cairn, last: string | undefined, signal: AbortSignal | undefined): AsyncGenerator<Message> {
  const answer = await cairn.api.GET("/v1/manage/events", {
    params: { header: last === undefined ? {} : { "Last-Event-ID": Number(last) } },
    headers: { Accept: "text/event-stream" },
    parseAs: "stream",
    fetch: (request) => cairn.send(request, { stream: true, repeatable: false }),
    ...(signal && { signal }),
  });
  if (!answer.response.ok || !answer.response.body) throw problemOf(answer.response, answer.error);
  let message: Message = {};
  for await (const line of lines(answer.response.body)) {
    if (line === "" || line === "\r") {
      yield message;
      message = {};
      continue;
    }
    const [, field, value = ""] = /^([^:]*)(?::\x20?(.*?))?\r?$/s.exec(line) ?? [];
    if (field === "id" || field === "event") message[field] = value;
    else if (field === "data") message.data = message.data === undefined ? value : `${message.data}\n${value}`;
    else if (field === "retry") message.retry = Number(value);
  }
}
