/** Figures and their changes in words. */
import type { Definition, FigureTold } from "@/api/types";
import { count, decimal, share } from "@/state/format";

export type Kind = "month" | "quarter" | "half_year" | "year";
export const KINDS: readonly Kind[] = ["month", "quarter", "half_year", "year"];

/** The name of the period of a kind that holds a month such as 2026-10. */
export function periodOf(kind: Kind, month: string): string {
  const [year = "", number = ""] = month.split("-");
  const at = Number(number);
  if (kind === "quarter") return `${year}-Q${Math.ceil(at / 3)}`;
  if (kind === "half_year") return `${year}-H${Math.ceil(at / 6)}`;
  return kind === "year" ? year : month;
}

/** A value of an indicator as people read it. */
export function valueOf(one: Definition, value: number | null): string {
  if (value === null) return "–";
  if (one.share) return share(value, 1);
  return one.unit ? `${decimal(value, 1)} ${one.unit}` : count(value);
}

export interface Change {
  mark: "▲" | "▼" | "=" | "";
  by: string;
  /** Whether it is for the better; null where that can't be said. */
  good: boolean | null;
}

/** By how much a figure has changed; shares in points. */
export function changeOf(one: Definition, figure: FigureTold, old: number | null): Change {
  if (figure.value === null || old === null) return { mark: "", by: "", good: null };
  const by = (figure.value - old) * (one.share ? 100 : 1);
  if (Math.abs(by) < 0.05) return { mark: "=", by: "", good: null };
  const good = one.better === "none" ? null : by > 0 === (one.better === "higher");
  return { mark: by > 0 ? "▲" : "▼", by: decimal(Math.abs(by), 1), good };
}
