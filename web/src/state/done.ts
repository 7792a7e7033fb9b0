/** Which stops of a day's route are done: kept on this phone only, sent to no one. */
import { computed, ref, watch, type ComputedRef } from "vue";

const KEPT_DAYS = 3;

/** Forget the marks of older days, so that the phone's store does not grow. */
function forget(prefix: string, keep: string): void {
  const old = Object.keys(localStorage).filter((key) => key.startsWith(prefix) && key !== keep);
  for (const key of old.sort().slice(0, -KEPT_DAYS)) localStorage.removeItem(key);
}

export function useDone(key: () => string): {
  done: ComputedRef<ReadonlySet<string>>;
  toggle: (asset: string) => void;
} {
  const marks = ref<string[]>([]);
  watch(
    key,
    (name) => {
      marks.value = JSON.parse(localStorage.getItem(name) ?? "[]") as string[];
      forget(name.slice(0, name.lastIndexOf(".") + 1), name);
    },
    { immediate: true },
  );
  function toggle(asset: string): void {
    const without = marks.value.filter((item) => item !== asset);
    marks.value = without.length < marks.value.length ? without : [...marks.value, asset];
    localStorage.setItem(key(), JSON.stringify(marks.value));
  }
  return { done: computed(() => new Set(marks.value)), toggle };
}
