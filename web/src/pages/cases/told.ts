/** Deadlines and moments of cases, as somebody reads them and as the API takes them. */
import type { CaseLine } from "@/api/types";

export type Tone = "over" | "near" | "time" | "paused" | "none" | "ended";
export interface DueTold {
  tone: Tone;
  /** Minutes until the deadline, or since. */
  minutes: number;
}
/** What tells how a case stands to its deadline. */
export type Clocked = Pick<CaseLine, "ended" | "paused" | "near_at" | "due_at">;
/** The shape of each; the colour only helps. */
export const SHAPES: Record<Tone, string> = { over: "●", near: "◔", time: "○", paused: "Ⅱ", none: "–", ended: "✓" };
export const STEPS = [1, 2, 3, 4, 5, 6, 7] as const;
const MINUTE = 60_000;

/** How a case stands to its deadline at a moment. */
export function dueAt(line: Clocked, now: number): DueTold {
  if (line.ended) return { tone: "ended", minutes: 0 };
  if (line.paused) return { tone: "paused", minutes: 0 };
  if (line.due_at === null) return { tone: "none", minutes: 0 };
  const left = Date.parse(line.due_at) - now;
  const minutes = Math.floor(Math.abs(left) / MINUTE);
  if (left < 0) return { tone: "over", minutes };
  const near = line.near_at !== null && Date.parse(line.near_at) <= now;
  return { tone: near ? "near" : "time", minutes };
}

/** A stretch in the largest unit that fits: its text's key and its number. */
export function spanOf(minutes: number): { key: string; n: number } {
  if (minutes < 60) return { key: "console.cases.span.minutes", n: minutes };
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return { key: "console.cases.span.hours", n: hours };
  return { key: "console.cases.span.days", n: Math.floor(hours / 24) };
}

/** Words of the workflow begin small, since they stand in sentences; by themselves they begin large. */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** This device's offset from UTC at a moment, such as "+08:00". */
export function offsetAt(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(hours)}:${two(rest)}`;
}

/** What a field for day and time holds ("2026-07-01T08:30"), as a moment with this device's offset. */
export function withOffset(local: string): string {
  const seconds = local.length === 16 ? ":00" : "";
  return `${local}${seconds}${offsetAt(new Date(local))}`;
}
