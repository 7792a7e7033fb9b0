/** Texts come from the one catalogue of the Python package, bundled at build time. */
import { createI18n } from "vue-i18n";
import { language, type Language } from "@/state/preferences";

type Catalogue = Record<string, Record<Language, string>>;
const files = import.meta.glob<Catalogue>("../../src/anlan/words/texts/*.json", {
  eager: true,
  import: "default",
});

function messages(lang: Language): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const file of Object.values(files)) {
    for (const [key, text] of Object.entries(file)) texts[key] = text[lang];
  }
  return texts;
}

export const i18n = createI18n({
  legacy: false,
  locale: language.value,
  fallbackLocale: "en",
  messages: { en: messages("en"), zh: messages("zh") },
  // Keys are flat: a dot is part of the name, not a step into an object.
  messageResolver: (texts, key) => (texts as Record<string, string>)[key] ?? null,
});
