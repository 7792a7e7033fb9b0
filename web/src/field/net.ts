/** The server as the field page asks it, whether it answers, and who is signed in. */
import { computed, ref, shallowRef } from "vue";
import { address, Problem, type Values } from "@/api/client";
import type { Session } from "@/api/types";
import { language } from "@/state/preferences";

export interface Answered<T> {
  data: T;
  status: number;
}
const PATIENCE_MS = 20_000;
const UPLOAD_MS = 90_000;

/** Whether the server answered when it was last asked; null before it ever was. */
export const reached = ref<boolean | null>(null);
export const session = shallowRef<Session | null>(null);
export const signedIn = computed(() => session.value?.stage === "full");
const last = ref(localStorage.getItem("anlan.field.who") ?? "");
/** Who is at work with this phone: also with no signal, when nobody can be asked. */
export const me = computed(() => (signedIn.value ? (session.value?.login ?? "") : last.value));

/** Ask once; throw a Problem that says whether anybody heard it. */
export async function ask<T>(method: string, path: string, headers: Record<string, string> = {}, body?: BodyInit, values: Values = {}): Promise<Answered<T>> {
  const url = `../${address(path, { lang: language.value, ...values })}`;
  const given = { Accept: "application/json", ...(method === "GET" ? {} : { "X-CSRF-Token": session.value?.csrf ?? "" }), ...headers };
  const patience = AbortSignal.timeout(body instanceof Blob ? UPLOAD_MS : PATIENCE_MS);
  let answer: Response;
  try {
    answer = await fetch(url, { method, headers: given, body: body ?? null, signal: patience });
  } catch {
    reached.value = false;
    throw new Problem("offline", "");
  }
  const told: unknown = await answer.json().catch(() => null);
  // Something between us that answers for the server is as no answer.
  reached.value = answer.status < 500 && told !== null;
  if (answer.ok && told !== null) return { data: told as T, status: answer.status };
  const problem = (told ?? {}) as Partial<{ detail: string; code: string }>;
  const kinds: Record<number, "signin" | "changed"> = { 401: "signin", 412: "changed" };
  const kind = kinds[answer.status] ?? (answer.status >= 500 || answer.status === 429 || answer.status === 408 ? "server" : "refused");
  if (kind === "signin" && session.value) session.value = { ...session.value, stage: "none" };
  throw new Problem(kind, problem.detail ?? "", problem);
}

/** Ask who is signed in. */
export async function meet(): Promise<Session> {
  const { data } = await ask<Session>("GET", "session");
  session.value = data;
  if (data.stage === "full") localStorage.setItem("anlan.field.who", (last.value = data.login));
  return data;
}
