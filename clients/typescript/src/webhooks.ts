// Verifies webhooks as Standard Webhooks specifies, with WebCrypto.

import type { Schemas } from "./types.js";

/** The content of a message. A later server may have other types. */
export interface WebhookEvent {
  type: Schemas["EventName"] | (string & Record<never, never>);
  timestamp: string;
  data: Record<string, unknown>;
}

/** A message that is not from Cairn, is too old, or was changed. */
export class WebhookError extends Error {
  override readonly name = "WebhookError";
}

export interface WebhookOptions {
  /** The greatest difference between the timestamp and the clock, in seconds; 300 by default. */
  tolerance?: number;
  /** The time, in seconds since 1970. */
  now?: number;
}

type HeaderSource = Headers | Record<string, string | string[] | undefined>;

/**
 * Returns the event of a message, or throws a `WebhookError`. `body` is the text as it was received. `secret` is one secret, or
 * the old and the new one while they are exchanged. Store the `webhook-id` to recognise a message that comes twice.
 */
export async function verifyWebhook(
  secret: string | string[],
  headers: HeaderSource,
  body: string | Uint8Array,
  options: WebhookOptions = {},
): Promise<WebhookEvent> {
  const { tolerance = 300, now = Date.now() / 1000 } = options;
  const id = header(headers, "webhook-id");
  const timestamp = header(headers, "webhook-timestamp");
  if (!/^\d+$/.test(timestamp)) throw new WebhookError("The header webhook-timestamp is not a number.");
  if (Math.abs(now - Number(timestamp)) > tolerance) throw new WebhookError("The message is too old, or from the future.");
  const text = typeof body === "string" ? body : new TextDecoder().decode(body);
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${text}`);
  const signatures = header(headers, "webhook-signature")
    .split(" ")
    .filter((signature) => signature.startsWith("v1,"));
  for (const one of [secret].flat()) {
    const hmac = { name: "HMAC", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("raw", decode(one.replace(/^whsec_/, "")), hmac, false, ["verify"]);
    for (const signature of signatures) {
      // The comparison of WebCrypto takes the same time for every signature.
      if (await crypto.subtle.verify("HMAC", key, decode(signature.slice(3)), signed)) return JSON.parse(text) as WebhookEvent;
    }
  }
  throw new WebhookError("No signature is valid.");
}

function header(headers: HeaderSource, name: string): string {
  const value = headers instanceof Headers ? headers.get(name) : headers[name];
  const one = Array.isArray(value) ? value[0] : value;
  if (one === undefined || one === null || one === "") throw new WebhookError(`The header ${name} is missing.`);
  return one;
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    throw new WebhookError("A secret or a signature is not Base64.");
  }
}
