/** One thing a page does: whether it is under way, and what went wrong the last time. */
import { ref, shallowRef, type Ref, type ShallowRef } from "vue";
import { problemOf } from "@/api/typed";
import type { Problem } from "@/api/client";

export interface Action {
  busy: Ref<boolean>;
  problem: ShallowRef<Problem | null>;
  /** Do it, unless it is under way; return whether it was done. */
  run: (what: () => Promise<unknown>) => Promise<boolean>;
}

export function useAction(): Action {
  const busy = ref(false);
  const problem = shallowRef<Problem | null>(null);
  async function run(what: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false;
    busy.value = true;
    problem.value = null;
    try {
      await what();
      return true;
    } catch (fault) {
      problem.value = problemOf(fault);
      return false;
    } finally {
      busy.value = false;
    }
  }
  return { busy, problem, run };
}

/** Return a key nobody has used; `randomUUID` is there only behind https and on the laptop itself. */
export function newKey(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Return what gives each create its key: the same as long as the same is sent again and nobody
 * knows whether it was done, a new one otherwise.
 */
export function useKey(): <T>(what: unknown, create: (key: string) => Promise<T>) => Promise<T> {
  let [sent, key] = ["", ""];
  return async (what, create) => {
    const text = JSON.stringify(what);
    if (text !== sent) [sent, key] = [text, newKey()];
    try {
      const made = await create(key);
      sent = "";
      return made;
    } catch (fault) {
      if (!problemOf(fault).unheard) sent = "";
      throw fault;
    }
  };
}
