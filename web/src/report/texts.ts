/** The page's own texts only: whoever reports by a bad line needn't load those of the console. */
import texts from "../../../src/anlan/words/texts/resident_page.json";
import { language } from "@/state/preferences";

const known: Record<string, Record<"en" | "zh", string>> = texts;

/** Return a text in the language on screen, its places filled. */
export function t(key: string, values: Record<string, string | number> = {}): string {
  const text = known[`resident.${key}`]?.[language.value] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
