/** Texts of a page that carries only its own: the whole catalogue would be most of what a phone must load. */
import { language, type Language } from "./preferences";

export type Say = (key: string, values?: Record<string, string | number>) => string;

/** Return what says a text in the language on screen; of two forms by ` | ` the first is for exactly one. */
export function speaker(known: Record<string, Record<Language, string>>, prefix = ""): Say {
  return (key, values = {}) => {
    const [one, many] = (known[prefix + key]?.[language.value] ?? key).split(" | ");
    const form = many === undefined || values.n === 1 ? one : many;
    return (form ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
  };
}
