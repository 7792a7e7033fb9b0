import { onBeforeUnmount, onMounted, type Ref, type WritableComputedRef } from "vue";

/** Go through the lines of a list by keyboard: J and ↓ to the next, K and ↑ back. */
export function useChoice(numbers: () => string[], chosen: WritableComputedRef<string>, box: Ref<HTMLElement | undefined>, off: () => boolean = () => false): void {
  function go(step: number): void {
    const all = numbers();
    const next = all[Math.min(Math.max(all.indexOf(chosen.value) + step, 0), all.length - 1)];
    if (!next || next === chosen.value) return;
    chosen.value = next;
    box.value?.querySelector(`[data-case="${CSS.escape(next)}"]`)?.scrollIntoView({ block: "nearest" });
  }
  function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || off()) return;
    if ((event.target as HTMLElement).closest("input, select, textarea, dialog, form, .maplibregl-map")) return;
    const steps: Record<string, number> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    go(step);
  }
  onMounted(() => window.addEventListener("keydown", onKey));
  onBeforeUnmount(() => window.removeEventListener("keydown", onKey));
}
