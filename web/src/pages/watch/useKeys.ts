import { onBeforeUnmount, onMounted } from "vue";

const TYPING = "input, select, textarea, dialog, [role=combobox], .maplibregl-map";

/**
 * Do something at a key, unless somebody types, or a dialog is open.
 * @param keys what is done, by `event.key`; what is done to keys is this page's alone.
 */
export function useKeys(keys: () => Readonly<Record<string, () => void>>): void {
  function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const act = keys()[event.key];
    if (!act || (event.target as HTMLElement).closest(TYPING) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }
  // Before the shell, whose search would take "/" for itself.
  onMounted(() => window.addEventListener("keydown", onKey, true));
  onBeforeUnmount(() => window.removeEventListener("keydown", onKey, true));
}
