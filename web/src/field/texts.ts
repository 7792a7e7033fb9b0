/** The page's own texts. */
import { speaker } from "@/state/speaker";
import texts from "../../../src/anlan/words/texts/console_field.json";

export const t = speaker(texts);

/** Return how far something is, in words. */
export function far(metres: number): string {
  return metres < 1000 ? t("field.metres", { n: Math.round(metres / 10) * 10 }) : t("field.km", { n: (metres / 1000).toFixed(1) });
}

export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
