import type { Problem, Schemas } from "./types.js";

/**
 * An error code. The server may have codes that this version of the client does not know, so that any string is possible.
 * Three codes are the client's own: no answer arrived, an answer was not what the document says, an edit cannot be merged.
 */
export type ErrorCode =
  | Schemas["ErrorCode"]
  | "network_error"
  | "unexpected_response"
  | "edit_conflict"
  | (string & Record<never, never>);

/** A request that failed. */
export class CairnError extends Error {
  override readonly name: string = "CairnError";
  /** The error code for programs. */
  readonly code: ErrorCode;
  /** The HTTP status, if there was an answer. */
  readonly status: number | undefined;
  /** The problem document, if the answer was one. */
  readonly problem: Problem | undefined;
  /** The id of the request, which the server's log has too. */
  readonly requestId: string | undefined;
  /** The seconds of `Retry-After`. */
  readonly retryAfter: number | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    about: { cause?: unknown; response?: Response; problem?: Problem | undefined } = {},
  ) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause });
    this.code = code;
    this.problem = about.problem;
    this.status = about.response?.status;
    this.requestId = about.problem?.requestId ?? about.response?.headers.get("X-Request-Id") ?? undefined;
    this.retryAfter = about.response && retryAfter(about.response.headers);
  }

  /** A description of this occurrence and its remedy. */
  get detail(): string {
    return this.problem?.detail ?? this.message;
  }

  /** The single errors in the input, each with its `pointer` or `parameter`. */
  get errors(): NonNullable<Problem["errors"]> {
    return this.problem?.errors ?? [];
  }

  /** The reason why content is gone. */
  get explanation(): string | undefined {
    return this.problem?.explanation;
  }

  /** What to read in place of content that is gone. */
  get alternative(): Problem["alternative"] {
    return this.problem?.alternative;
  }
}

/** Returns true if `error` is a `CairnError`, and has this code if one is given. */
export function isCairnError(error: unknown, code?: ErrorCode): error is CairnError {
  return error instanceof CairnError && (code === undefined || error.code === code);
}

/** Returns the data of an answer of `cairn.api`, or throws its problem as a `CairnError`. */
export async function unwrap<T>(
  answer: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<Exclude<T, undefined>> {
  const { data, error, response } = await answer.catch((cause: unknown) => {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new CairnError("unexpected_response", "The answer is not JSON.", { cause });
  });
  if (response.ok) return data as Exclude<T, undefined>;
  throw problemOf(response, error);
}

/** Makes an error of a response that is not a success, and its body. */
export function problemOf(response: Response, body: unknown): CairnError {
  const problem = isProblem(body) ? body : undefined;
  const message = problem?.detail ?? `The answer has the status ${response.status} and no problem document.`;
  return new CairnError(problem?.code ?? "unexpected_response", message, { response, problem });
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "code" in body && typeof body.code === "string";
}

/** Returns the seconds of `Retry-After`, which is a number or a date. */
export function retryAfter(headers: Headers): number | undefined {
  const value = headers.get("Retry-After");
  if (value === null) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}
