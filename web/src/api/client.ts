/** One way to ask the API, and one shape for what can go wrong. */
import type { components } from "./schema";

type Told = components["schemas"]["Problem"];
export type ProblemKind = "offline" | "missing" | "server" | "signin" | "forbidden" | "changed" | "refused";
const KINDS: Record<number, ProblemKind> = { 401: "signin", 403: "forbidden", 404: "missing", 412: "changed" };

export class Problem extends Error {
  constructor(
    readonly kind: ProblemKind,
    readonly detail: string,
    readonly told: Partial<Told> = {},
  ) {
    super(detail || kind);
  }
  /** Whether the server may have done what was asked without our hearing of it. */
  get unheard(): boolean {
    return this.kind === "offline" || this.kind === "server";
  }
}

export type Values = Record<string, string | number | readonly string[] | null | undefined>;

/** Return the address of `path` below the API, relative to wherever the console is served. */
export function address(path: string, values: Values = {}): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (Array.isArray(value)) for (const item of value) query.append(key, item);
    else if (value !== undefined && value !== null && value !== "") query.set(key, String(value));
  }
  const text = query.toString();
  return `api/${path}${text ? `?${text}` : ""}`;
}

async function problemOf(answer: Response): Promise<Problem> {
  const body: unknown = await answer.json().catch(() => null);
  const told = body !== null && typeof body === "object" ? (body as Partial<Told>) : {};
  const kind = KINDS[answer.status] ?? (answer.status < 500 ? "refused" : "server");
  return new Problem(kind, typeof told.detail === "string" ? told.detail : "", told);
}

export interface Asked {
  method?: string;
  /** A file goes as it is, anything else as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  /** What is changed, as its GET named it. */
  etag?: string;
  /** The same for the same create sent again. */
  key?: string;
  signal?: AbortSignal;
  /** The answer is no JSON but bytes. */
  bytes?: boolean;
}

export interface Heard<T> {
  data: T;
  etag: string;
}

/** Ask once, without a thought for who is signed in; throw a Problem that a page can put in words. */
export async function ask<T>(url: string, asked: Asked = {}, csrf = ""): Promise<Heard<T>> {
  const file = asked.body instanceof Blob ? asked.body : null;
  const headers: Record<string, string> = { Accept: asked.bytes ? "*/*" : "application/json", ...asked.headers };
  if (asked.body !== undefined) headers["Content-Type"] = file ? file.type : "application/json";
  if (asked.etag) headers["If-Match"] = asked.etag;
  if (asked.key) headers["Idempotency-Key"] = asked.key;
  if (csrf) headers["X-CSRF-Token"] = csrf;
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: asked.method ?? "GET",
      headers,
      body: file ?? (asked.body === undefined ? null : JSON.stringify(asked.body)),
      signal: asked.signal ?? null,
    });
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === "AbortError") throw fault;
    throw new Problem("offline", "");
  }
  if (!answer.ok) throw await problemOf(answer);
  const data = (answer.status === 204 ? null : await (asked.bytes ? answer.arrayBuffer() : answer.json())) as T;
  return { data, etag: answer.headers.get("ETag") ?? "" };
}
