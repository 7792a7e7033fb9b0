/**
 * What was done goes out in order, photos first, each under its own key, so that it is done once.
 *
 * Several acts on one case can wait: each says on top of which it was done (`after`), and takes the
 * version that one makes once it is sent. Where one isn't taken, those on top of it stay.
 */
import { computed, ref, shallowRef } from "vue";
import { Problem } from "@/api/client";
import { digestOf, type Shot } from "@/photos/photo";
import { ask, me, meet, signedIn } from "./net";
import { drop, items, keep, type Item } from "./shelf";
import { t } from "./texts";

const EVERY_MS = 15_000;
const SENT_KEPT = 20;
const LATER = new Set(["photos.half", "access.csrf", "access.stage"]);
const others = new BroadcastChannel("anlan-field");
export const all = shallowRef<Item[]>([]);
export const sending = ref(false);
/** Called when something went out: what the phone knows of its cases is old then. */
export const wentOut = { then: (): void => undefined };

/** Return what wasn't taken and keeps an item from being sent, if anything does. */
export function blockerOf(item: Item, items: readonly Item[]): Item | undefined {
  const before = item.state === "waiting" && item.after ? items.find((each) => each.id === item.after) : undefined;
  return before && isStuck(before) ? before : before && blockerOf(before, items);
}
const isStuck = (each: Item): boolean => each.state === "refused" || each.state === "conflict";
export const waiting = computed(() => all.value.filter((each) => each.state === "waiting" && !blockerOf(each, all.value)));
export const stuck = computed(() => all.value.filter(isStuck));
/** What somebody else who used this phone has left. */
export const foreign = computed(() => (signedIn.value ? waiting.value.filter((each) => each.who !== me.value) : []));

export async function reread(): Promise<void> {
  all.value = await items();
}
async function changed(): Promise<void> {
  await reread();
  others.postMessage("changed");
}

/** Put something into the outbox and begin to send; it is on the phone when this returns. */
export async function put(item: Omit<Item, "id" | "at" | "state" | "who">): Promise<void> {
  await keep({ ...item, id: crypto.randomUUID(), at: new Date().toISOString(), state: "waiting", who: me.value });
  await changed();
  void send();
}
/** Let something that was refused go once more, mended. */
export async function again(item: Item): Promise<void> {
  const { why: _why, after: _after, ...rest } = item;
  // It isn't what was refused any more: it takes a key of its own.
  const id = crypto.randomUUID();
  const next = (await onTopOf(item)).map((each) => ({ ...each, after: id }));
  await keep([{ ...rest, id, state: "waiting" }, ...next], item.id);
  await changed();
  void send();
}
/** Throw something away; what was done on top of it may still be possible, which one has to look at. */
export async function discard(item: Item): Promise<void> {
  const next = (await onTopOf(item)).map(({ after: _after, ...each }) => ({ ...each, state: "conflict" as const, why: t("field.out.before", { title: item.title }) }));
  await keep(next, item.id);
  await changed();
}
async function onTopOf(item: Item): Promise<Item[]> {
  return (await items()).filter((each) => each.after === item.id);
}

/** Send all that waits, unless another tab is at it; stop at the first that nobody hears. */
export async function send(): Promise<void> {
  await navigator.locks.request("anlan-field-outbox", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    sending.value = true;
    try {
      await sendAll();
    } catch (fault) {
      if (!(fault instanceof Problem)) throw fault;
    } finally {
      sending.value = false;
      await changed();
    }
  });
}

async function sendAll(): Promise<void> {
  await reread();
  if (!waiting.value.length) return;
  await meet();
  let sent = 0;
  while (signedIn.value) {
    const next = await nextOne();
    if (!next) break;
    await sendOne(next);
    sent += 1;
    await changed();
  }
  const kept = await items();
  const needed = new Set(kept.filter((each) => each.state !== "sent").map((each) => each.after));
  const old = kept.filter((each) => each.state === "sent" && !needed.has(each.id)).slice(0, -SENT_KEPT);
  for (const each of old) await drop(each.id);
  if (sent) wentOut.then();
}

/** Return what goes next: what was done on top of an act once that was sent, on the version it made. */
async function nextOne(): Promise<Item | undefined> {
  const kept = await items();
  const before = (each: Item): Item | undefined => kept.find((other) => other.id === each.after);
  const next = kept.find((each) => each.state === "waiting" && each.who === me.value && (!each.after || before(each)?.state === "sent"));
  const made = next && before(next)?.made;
  return next && made ? { ...next, version: made } : next;
}

async function sendOne(item: Item): Promise<void> {
  try {
    for (const shot of item.photos) await upload(item, shot);
    const found = item.kind === "report" ? await report(item) : await act(item);
    // The pictures are the server's now; the phone keeps what became of it.
    await keep({ ...item, ...found, state: "sent", photos: [] });
  } catch (fault) {
    // Cut off on the way, or another session by now: it waits, and goes again.
    const later = fault instanceof Problem && (fault.unheard || fault.kind === "signin" || LATER.has(fault.told.code ?? ""));
    if (later || !(fault instanceof Problem)) throw fault;
    const lost = fault.told.code === "photos.unknown" && item.photos.some((each) => each.code);
    if (lost && !item.why) {
      // The server has them no more, as after a restore: once more, as if new.
      const photos = item.photos.map(({ jpeg }) => ({ jpeg, key: crypto.randomUUID() }));
      return keep({ ...item, photos, why: fault.detail });
    }
    await keep({ ...item, state: fault.kind === "changed" ? "conflict" : "refused", why: fault.detail });
  }
}

async function upload(item: Item, shot: Shot): Promise<void> {
  if (shot.code) return;
  const headers = { "Content-Type": "image/jpeg", "Idempotency-Key": shot.key, "Content-Digest": await digestOf(shot.jpeg) };
  const { data } = await ask<{ code: string }>("POST", `cities/${item.city}/photos`, headers, shot.jpeg);
  shot.code = data.code;
  await keep(item);
}
function headersOf(item: Item): Record<string, string> {
  return { "Content-Type": "application/json", "Idempotency-Key": item.id, "X-Clock": new Date().toISOString() };
}
async function report(item: Item): Promise<Partial<Item>> {
  const photos = item.photos.map((each) => each.code);
  const body = JSON.stringify({ ...item.body, at: item.at, outside_key: item.id, photos });
  const { data } = await ask<{ number: string; skew_s: number | null }>("POST", `cities/${item.city}/cases`, headersOf(item), body);
  return { case: data.number, skew: data.skew_s };
}
async function act(item: Item): Promise<Partial<Item>> {
  const fields = { ...(item.body.fields as object), ...(item.photos.length ? { evidence: item.photos.map((each) => each.code) } : {}) };
  const headers = { ...headersOf(item), "If-Match": `"v${item.version}"` };
  const body = JSON.stringify({ act: item.body.act, fields, at: item.at });
  const { data } = await ask<{ number: string; version: number }>("POST", `cities/${item.city}/cases/${item.number}/moves`, headers, body);
  return { case: data.number, made: data.version };
}

/** Send whenever there may be signal again. */
export function keepSending(): void {
  const look = (): void => void (waiting.value.length && send());
  window.addEventListener("online", () => void send());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  window.setInterval(look, EVERY_MS);
  others.onmessage = () => void reread();
  void reread().then(look);
}
