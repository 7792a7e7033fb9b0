/** Walk through pages that are found by a cursor; where one is stands in the address. */
import { ref, watch, type Ref, type WritableComputedRef } from "vue";
import { useQuery } from "./query";

export interface Trail {
  cursor: WritableComputedRef<string>;
  forward: (next: string) => void;
  back: () => void;
  /** How many pages lie behind; null where a link led into the middle. */
  at: Ref<number | null>;
}

/** @param key what in the address holds the cursor. @param filters what begins anew when it changes. */
export function useTrail(key: string, filters: () => unknown): Trail {
  const { value } = useQuery();
  const cursor = value(key);
  const behind: string[] = [];
  const at = ref<number | null>(cursor.value ? null : 0);

  function forward(next: string): void {
    behind.push(cursor.value);
    cursor.value = next;
    at.value = at.value === null ? null : at.value + 1;
  }
  function back(): void {
    cursor.value = behind.pop() ?? "";
    at.value = cursor.value && at.value !== null ? at.value - 1 : cursor.value ? null : 0;
  }
  watch(
    () => JSON.stringify(filters()),
    () => {
      behind.length = 0;
      at.value = 0;
      cursor.value = "";
    },
  );
  return { cursor, forward, back, at };
}
