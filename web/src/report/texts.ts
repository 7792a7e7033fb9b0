/** The page's own texts. */
import { speaker } from "@/state/speaker";
import texts from "../../../src/anlan/words/texts/resident_page.json";

export const t = speaker(texts, "resident.");
