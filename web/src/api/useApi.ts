import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from "vue";
import { getJson } from "@/state/session";
import { Problem } from "./client";

export interface Answer<T> {
  data: ShallowRef<T | null>;
  problem: ShallowRef<Problem | null>;
  loading: Ref<boolean>;
  /** Ask anew; it is settled when the answer is on screen. */
  reload: () => Promise<void>;
}

/**
 * Keep `data` equal to what the address answers. The last answer stays on screen while a new one
 * for the same resource comes (another language, another page); another resource empties it first.
 * @param keep let the last answer stand, too, when asking for it anew fails.
 * @param get how it is asked for and read, where it is no JSON.
 */
export function useApi<T>(
  url: () => string | null,
  keep = false,
  get: (url: string, signal: AbortSignal) => Promise<T> = getJson,
): Answer<T> {
  const data = shallowRef<T | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const loading = ref(false);
  let running: AbortController | null = null;
  let resource = "";

  async function load(): Promise<void> {
    running?.abort();
    const target = url();
    if (target === null) {
      data.value = null;
      problem.value = null;
      loading.value = false;
      resource = "";
      return;
    }
    const path = target.split("?", 1)[0] ?? "";
    if (path !== resource) data.value = null;
    resource = path;
    const mine = new AbortController();
    running = mine;
    loading.value = true;
    try {
      const answer = await get(target, mine.signal);
      if (running !== mine) return;
      data.value = answer;
      problem.value = null;
    } catch (fault) {
      if (running !== mine) return;
      if (!keep) data.value = null;
      problem.value = fault instanceof Problem ? fault : new Problem("server", String(fault));
    } finally {
      if (running === mine) loading.value = false;
    }
  }

  watch(url, load, { immediate: true });
  onScopeDispose(() => running?.abort());
  return { data, problem, loading, reload: load };
}
