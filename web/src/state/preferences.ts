/** Language and theme: kept in the browser, applied to the document. */
import { computed, ref, watch } from "vue";

export type Language = "en" | "zh";
export type Theme = "auto" | "light" | "dark";
export const THEMES: readonly Theme[] = ["auto", "light", "dark"];

function stored<T extends string>(key: string, allowed: readonly T[], otherwise: T): T {
  const value = localStorage.getItem(key) as T | null;
  return value !== null && allowed.includes(value) ? value : otherwise;
}

const browserLanguage: Language = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
export const language = ref<Language>(stored("anlan.language", ["en", "zh"], browserLanguage));
export const theme = ref<Theme>(stored("anlan.theme", THEMES, "auto"));

const darkWanted = window.matchMedia("(prefers-color-scheme: dark)");
const systemDark = ref(darkWanted.matches);
darkWanted.addEventListener("change", (event) => (systemDark.value = event.matches));

/** The theme that is on screen now. */
export const shade = computed<"light" | "dark">(() => {
  if (theme.value !== "auto") return theme.value;
  return systemDark.value ? "dark" : "light";
});

watch(
  language,
  (value) => {
    localStorage.setItem("anlan.language", value);
    document.documentElement.lang = value === "zh" ? "zh-Hans" : "en";
  },
  { immediate: true },
);
watch(theme, (value) => localStorage.setItem("anlan.theme", value));
watch(shade, (value) => (document.documentElement.dataset.theme = value), { immediate: true });

const narrow = window.matchMedia("(max-width: 760px)");
/** True on a phone: sheets instead of columns. */
export const phone = ref(narrow.matches);
narrow.addEventListener("change", (event) => (phone.value = event.matches));

export const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
