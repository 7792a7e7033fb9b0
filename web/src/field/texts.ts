/** The page's own texts only: the console's catalogue would be most of what a phone must load. */
import { language, type Language } from "@/state/preferences";
import texts from "../../../src/anlan/words/texts/console_field.json";

const known: Record<string, Record<Language, string>> = texts;

/** Return a text in the language on screen; of two forms by ` | ` the first is for exactly one. */
export function t(key: string, values: Record<string, string | number> = {}): string {
  const [one, many] = (known[key]?.[language.value] ?? key).split(" | ");
  const form = many === undefined || values.n === 1 ? one : many;
  return (form ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** Return how far something is, in words. */
export function far(metres: number): string {
  return metres < 1000 ? t("field.metres", { n: Math.round(metres / 10) * 10 }) : t("field.km", { n: (metres / 1000).toFixed(1) });
}

/** Return a moment as somebody on their round reads it: the time, with the day where it isn't today. */
export function when(at: string | number): string {
  const moment = new Date(at);
  const today = moment.toDateString() === new Date().toDateString();
  const day = today ? {} : ({ month: "numeric", day: "numeric" } as const);
  return moment.toLocaleString(language.value === "zh" ? "zh-Hans" : "en-GB", { hour: "2-digit", minute: "2-digit", ...day });
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
