/** The texts around taking photos. */
import { speaker } from "@/state/speaker";
import texts from "../../../src/anlan/words/texts/photo_pad.json";

export const t = speaker(texts, "photo.");
