/** Who is signed in, what they may do where, and the requests that carry it. */
import { computed, shallowRef, type ComputedRef } from "vue";
import { address, ask, Problem, type Asked, type Heard } from "@/api/client";
import type { Permission, Session } from "@/api/types";
import { language } from "./preferences";

/** Stands for the installation itself. */
export const EVERYWHERE = "*";
export const session = shallowRef<Session | null>(null);
/** Why nobody knows who is signed in: the server can't be reached, or answers otherwise. */
export const sessionProblem = shallowRef<Problem | null>(null);
export const signedIn = computed(() => session.value?.stage === "full");

/** A wrong code is a 401 too, but says nothing of the session. */
const GONE = new Set(["access.needed", "access.expired"]);
let running: Promise<void> | null = null;

async function fetchSession(): Promise<void> {
  try {
    session.value = (await ask<Session>(address("session", { lang: language.value }))).data;
    sessionProblem.value = null;
  } catch (fault) {
    sessionProblem.value = fault instanceof Problem ? fault : new Problem("server", String(fault));
  }
}

/** Ask who is signed in; asked twice at a time, it is asked once. */
export function loadSession(): Promise<void> {
  running ??= fetchSession().finally(() => (running = null));
  return running;
}

/** Ask who is signed in, unless it is known. */
export async function knownSession(): Promise<Session | null> {
  if (session.value === null) await loadSession();
  return session.value;
}

/** Return whether one may do something in a city, or in the installation. */
export function may(permission: Permission, city: string = EVERYWHERE): boolean {
  return session.value?.may.some((each) => each.permission === permission && each.city === city) ?? false;
}

/** Return whether one may do something in any city or in the installation. */
export function mayAnywhere(permission: Permission): boolean {
  return session.value?.may.some((each) => each.permission === permission) ?? false;
}

/** The cities in which one may do something. */
export function citiesWhere(permission: Permission): ComputedRef<string[]> {
  return computed(() =>
    (session.value?.may ?? [])
      .filter((each) => each.permission === permission && each.city !== EVERYWHERE)
      .map((each) => each.city),
  );
}

/** Note that the session has ended; the shell then shows the sign-in page. */
function ended(): void {
  if (session.value) session.value = { ...session.value, stage: "none", account: null, csrf: "", may: [] };
}

/**
 * Send a request as who is signed in. Its CSRF token may be another session's by now (signed in
 * again in another window): then it is fetched anew and the request, which was refused, sent again,
 * unless somebody else is signed in meanwhile.
 */
export async function send<T>(url: string, asked: Asked = {}): Promise<Heard<T>> {
  const whose = session.value?.account;
  try {
    return await ask<T>(url, asked, asked.method ? session.value?.csrf : "");
  } catch (fault) {
    if (!(fault instanceof Problem)) throw fault;
    if (GONE.has(fault.told.code ?? "") && signedIn.value) ended();
    if (fault.told.code !== "access.csrf") throw fault;
    await loadSession();
    if (session.value?.account !== whose) throw fault;
    return ask<T>(url, asked, session.value?.csrf);
  }
}

export async function getJson<T>(url: string, signal?: AbortSignal): Promise<T> {
  return (await send<T>(url, signal ? { signal } : {})).data;
}

/** Ask for an answer that is no JSON. */
export async function getBytes(url: string, signal: AbortSignal): Promise<ArrayBuffer> {
  return (await send<ArrayBuffer>(url, { signal, bytes: true })).data;
}
