/** Jobs as the API gives them; the shapes come from schema.ts. */
import type { components } from "./schema";

export const STATES = ["waiting", "running", "done", "failed", "cancelled"] as const;
export type JobState = (typeof STATES)[number];
export const KINDS = ["ingest", "score", "backtest", "plan"] as const;
export type JobKind = (typeof KINDS)[number];
export type Job = components["schemas"]["JobTold"];
export type Jobs = components["schemas"]["Jobs"];
