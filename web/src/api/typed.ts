/** The API by its own document: a path that isn't there, or a wrong body, doesn't compile. */
import { language } from "@/state/preferences";
import { send } from "@/state/session";
import { address, Problem, type Heard, type Values } from "./client";
import type { paths } from "./schema";
import { useApi, type Answer } from "./useApi";

type Method = "get" | "post" | "put" | "patch" | "delete";
export type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P][M] extends object ? P : never;
}[keyof paths];
type Success<R> = R[keyof R & (200 | 201 | 204)];
export type AnswerOf<M extends Method, P extends keyof paths> = paths[P][M] extends { responses: infer R }
  ? Success<R> extends { content: { "application/json": infer T } }
    ? T
    : null
  : never;
export type BodyOf<M extends Method, P extends keyof paths> = paths[P][M] extends {
  requestBody: { content: { "application/json": infer B } };
}
  ? { body: B }
  : { body?: undefined };
type PlaceOf<M extends Method, P extends keyof paths> = paths[P][M] extends { parameters: { path: infer V } }
  ? { path: V }
  : { path?: undefined };
type QueryOf<M extends Method, P extends keyof paths> = paths[P][M] extends { parameters: { query?: infer Q } }
  ? { query?: Q }
  : { query?: undefined };
export type Wanted<M extends Method, P extends keyof paths> = PlaceOf<M, P> & QueryOf<M, P>;

/** Return the address of a path with its values, in the language on screen. */
export function urlOf(path: string, wanted: { path?: unknown; query?: unknown }): string {
  const places = (wanted.path ?? {}) as Record<string, string | number>;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(places[name])));
  return address(filled.replace(/^\/api\//, ""), { lang: language.value, ...((wanted.query ?? {}) as Values) });
}

/**
 * Keep an answer equal to what the path answers; null asks for nothing.
 * @param keep let the last answer stand, too, when asking for it anew fails.
 */
export function useGet<P extends PathOf<"get">>(
  path: P,
  wanted: () => Wanted<"get", P> | null,
  keep = false,
): Answer<AnswerOf<"get", P>> {
  return useApi(() => {
    const now = wanted();
    return now === null ? null : urlOf(path, now);
  }, keep);
}

type Extra = { etag?: string; key?: string; signal?: AbortSignal };

/** Ask for a change, or once for something; throw a Problem. */
export function call<M extends Method, P extends PathOf<M>>(
  method: M,
  path: P,
  wanted: Wanted<M, P> & BodyOf<M, P> & Extra,
): Promise<Heard<AnswerOf<M, P>>> {
  const { body, etag, key, signal } = wanted;
  const url = urlOf(path, wanted);
  const extra = { ...(etag ? { etag } : {}), ...(key ? { key } : {}), ...(signal ? { signal } : {}) };
  return method === "get" ? send(url, extra) : send(url, { method: method.toUpperCase(), body, ...extra });
}

/** Whatever was thrown, as a Problem. */
export function problemOf(fault: unknown): Problem {
  return fault instanceof Problem ? fault : new Problem("server", String(fault));
}
