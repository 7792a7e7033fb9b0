/** What the phone needs for the day without signal: tasks, what is usual here, the catalogue. */
import { computed, ref, shallowRef, watch } from "vue";
import type { components } from "@/api/schema";
import { Problem } from "@/api/client";
import { language } from "@/state/preferences";
import { ask, meet, session, signedIn } from "./net";
import { fix, metres } from "./place";
import { recall, remember } from "./shelf";

type Shapes = components["schemas"];
export type Kit = Shapes["FieldKit"];
export type Task = Shapes["FieldTask"];
export type Option = Shapes["FieldOption"];
interface Kept {
  kit: Kit;
  city: string;
  who: string;
  at: number;
}
const EVERY_MS = 5 * 60_000;
const FAR_METRES = 100;

const kept = shallowRef<Kept | null>(null);
export const loading = ref(false);
export const city = ref(localStorage.getItem("anlan.field.city") ?? "");
export const kit = computed(() => kept.value?.kit ?? null);
export const asOf = computed(() => kept.value?.at ?? 0);
export const cities = computed(() => [...new Set((session.value?.may ?? []).filter((each) => each.permission === "case.read" && each.city !== "*").map((each) => each.city))]);
let askedAt: { lon: number; lat: number } | null = null;

/** Tasks as they lie from where the phone is now, the next due first. */
export const tasks = computed(() => {
  const here = fix.value;
  const found = (kit.value?.tasks ?? []).map((task) => ({
    ...task,
    metres: here && task.lon !== null && task.lat !== null ? metres(here, task.lon, task.lat) : task.metres,
  }));
  const due = (task: Task): number => (task.due_at ? Date.parse(task.due_at) : Infinity);
  return found.sort((a, b) => due(a) - due(b) || (a.metres ?? Infinity) - (b.metres ?? Infinity));
});

export async function reload(): Promise<void> {
  if (loading.value) return;
  loading.value = true;
  let asked: string[] = [];
  try {
    const found = await meet();
    if (found.stage !== "full") return;
    if (!cities.value.includes(city.value)) city.value = cities.value[0] ?? "";
    if (!city.value) return;
    const here = fix.value;
    askedAt = here;
    asked = [language.value, city.value];
    const { data } = await ask<Kit>("GET", `cities/${city.value}/field`, {}, undefined, here ? { lon: here.lon, lat: here.lat } : {});
    kept.value = { kit: data, city: asked[1] ?? "", who: found.login, at: Date.now() };
    await remember("kit", kept.value);
  } catch (fault) {
    if (!(fault instanceof Problem)) throw fault;
  } finally {
    loading.value = false;
  }
  // Changed while the answer was under way: what came is of the other language or city.
  if (asked.length && (asked[0] !== language.value || asked[1] !== city.value)) await reload();
}

/** Begin with what the phone has, then with what the server says, again and again. */
export async function keepKit(): Promise<void> {
  const last = await recall<Kept>("kit");
  if (last && !kept.value) [kept.value, city.value] = [last, last.city];
  await reload();
  // Only now, so that on a slow line the files it keeps don't come before what is needed first.
  // Without it the page works as long as there is signal.
  void navigator.serviceWorker?.register("./sw.js").catch(() => undefined);
  // Another person's tasks aren't for this one's eyes.
  if (signedIn.value && kept.value && kept.value.who !== session.value?.login) kept.value = null;
  window.setInterval(() => void reload(), EVERY_MS);
  window.addEventListener("online", () => void reload());
  watch([language, city], () => void reload());
  watch(city, (name) => localStorage.setItem("anlan.field.city", name));
  watch(fix, (now) => {
    if (now && (!askedAt || metres(now, askedAt.lon, askedAt.lat) > FAR_METRES)) void reload();
  });
}

/** Return the codes of the classes that words may mean, by how rare the words are. */
export function guessed(words: string): string[] {
  const plain = words.normalize("NFKC").toLowerCase();
  const classes = kit.value?.classes ?? [];
  const sharing = new Map<string, number>();
  for (const each of classes) for (const word of each.words) sharing.set(word, (sharing.get(word) ?? 0) + 1);
  const scored = classes.map(({ code, words: known }) => {
    const held = known.filter((word) => plain.includes(word));
    return { code, score: held.reduce((sum, word) => sum + Math.log((classes.length + 1) / (sharing.get(word) ?? 1)), 0) };
  });
  return scored.filter((each) => each.score > 0).sort((a, b) => b.score - a.score).map((each) => each.code);
}
