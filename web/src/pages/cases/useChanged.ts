import { shallowRef, watch, type ShallowRef } from "vue";

type Seen = { number: string; version: number };

/**
 * Which lines are new or were changed by somebody since they were first shown here; one that is
 * looked at is marked no longer.
 * @param lines those on screen, null while they are asked for. @param view what shows other lines.
 */
export function useChanged(lines: () => readonly Seen[] | null, view: () => string, chosen: () => string): ShallowRef<ReadonlySet<string>> {
  const changed = shallowRef<ReadonlySet<string>>(new Set());
  let seen = new Map<string, number>();
  let of: string | null = null;
  watch([lines, view, chosen], () => {
    const now = lines();
    if (now === null) return;
    const marks = new Set(changed.value);
    if (of !== view()) {
      of = view();
      seen = new Map();
      marks.clear();
    } else {
      for (const { number, version } of now) if (seen.get(number) !== version) marks.add(number);
    }
    marks.delete(chosen());
    for (const { number, version } of now) seen.set(number, version);
    changed.value = marks;
  }, { immediate: true });
  return changed;
}
