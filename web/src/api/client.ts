/** One way to ask the API, and one shape for what can go wrong. */

export type ProblemKind = "offline" | "missing" | "server";

export class Problem extends Error {
  constructor(
    readonly kind: ProblemKind,
    readonly detail: string,
  ) {
    super(detail || kind);
  }
}

export type Values = Record<string, string | number | readonly string[] | undefined>;

/** Return the address of `path` below the API, relative to wherever the console is served. */
export function address(path: string, values: Values = {}): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (Array.isArray(value)) for (const item of value) query.append(key, item);
    else if (value !== undefined && value !== "") query.set(key, String(value));
  }
  const text = query.toString();
  return `api/${path}${text ? `?${text}` : ""}`;
}

async function detailOf(answer: Response): Promise<string> {
  const body: unknown = await answer.json().catch(() => null);
  if (body === null || typeof body !== "object") return "";
  const { detail } = body as { detail?: unknown };
  return typeof detail === "string" ? detail : "";
}

/** Fetch JSON; throw a Problem that a page can put in words. */
export async function getJson<T>(url: string, signal?: AbortSignal): Promise<T> {
  let answer: Response;
  try {
    answer = await fetch(url, { signal: signal ?? null, headers: { Accept: "application/json" } });
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === "AbortError") throw fault;
    throw new Problem("offline", "");
  }
  if (!answer.ok) {
    const kind: ProblemKind = answer.status === 404 ? "missing" : "server";
    throw new Problem(kind, await detailOf(answer));
  }
  return (await answer.json()) as T;
}
