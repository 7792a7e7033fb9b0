/** What a rule declares, as the API gives it, and its figures in words. */
import type { RuleLine, RulePage } from "@/api/types";
import { count, decimal, share } from "@/state/format";
import { language } from "@/state/preferences";

type Text = { en: string; zh: string };
export type Figures = NonNullable<RuleLine["proof"]>["figures"];
export interface Declared {
  id: string;
  name: Text;
  priority: string;
  consequence: Text;
  response: Text;
  /** Such as "180s". */
  respond_within: string;
}

/** The rule itself, as declared. */
export function declared(page: RulePage): Declared | null {
  const rules = page.body.rules as Declared[] | undefined;
  return rules?.[0] ?? null;
}

export const text = (both: Text): string => both[language.value];

const UNITS = [["d", 86_400], ["h", 3_600], ["min", 60]] as const;

/** A length of time, in the largest unit that fits it whole: its text's key and its number. */
export function length(written: string): { key: string; n: string } {
  const seconds = Number.parseFloat(written);
  const [unit, size] = UNITS.find(([, each]) => seconds >= each && seconds % each === 0) ?? ["s", 1];
  return { key: `watch.span.${unit}`, n: String(seconds / size) };
}

/** What a certificate says, in the order in which it is read; null where it rests on events and there were none. */
export const FIGURES = ["caught", "before", "lead", "false", "each", "alarms", "objects", "cost"] as const;
export type FigureName = (typeof FIGURES)[number];
const LESS_IS_BETTER: readonly FigureName[] = ["false", "each", "alarms", "cost"];

/** A figure as a number, to compare versions by. */
export function valueOf(figures: Figures, name: FigureName): number | null {
  const { events, caught, before, lead_minutes: lead } = figures;
  if (name === "caught") return events && caught !== null && caught !== undefined ? caught / events : null;
  if (name === "before") return events && before !== null && before !== undefined ? before / events : null;
  if (name === "lead") return lead?.[1] ?? null;
  if (name === "false") return figures.false_per_week ?? null;
  if (name === "each") return figures.alarms_per_object;
  if (name === "cost") return figures.cost_per_week ?? null;
  return figures[name];
}

/** A figure as it is read, without its unit, which its name tells. */
export function saidOf(figures: Figures, name: FigureName): string {
  const value = valueOf(figures, name);
  if (value === null) return "–";
  if (name === "caught" || name === "before") {
    const n = name === "caught" ? figures.caught : figures.before;
    return `${count(n ?? 0)} / ${count(figures.events ?? 0)} · ${share(value)}`;
  }
  if (name === "lead") {
    const [low, , high] = figures.lead_minutes ?? [0, 0, 0];
    return `${decimal(value, 1)} (${decimal(low, 1)} – ${decimal(high, 1)})`;
  }
  return name === "alarms" || name === "objects" ? count(value) : decimal(value, 2);
}

/** Whether the first version does better by a figure than the second; null for neither, or where more isn't better. */
export function better(one: Figures, other: Figures, name: FigureName): boolean | null {
  const [mine, theirs] = [valueOf(one, name), valueOf(other, name)];
  if (name === "objects" || mine === null || theirs === null || mine === theirs) return null;
  return LESS_IS_BETTER.includes(name) ? mine < theirs : mine > theirs;
}
