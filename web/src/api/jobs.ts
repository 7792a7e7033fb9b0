/** Jobs as the API gives them. */

export const STATES = ["waiting", "running", "done", "failed", "cancelled"] as const;
export type JobState = (typeof STATES)[number];
export const KINDS = ["ingest", "score", "backtest", "plan"] as const;
export type JobKind = (typeof KINDS)[number];

export interface Job {
  id: number;
  kind: string;
  kind_text: string;
  city: string;
  state: JobState;
  asked_by: string;
  asked_at: string;
  started_at: string | null;
  ended_at: string | null;
  progress: number;
  result: Record<string, unknown> | null;
  error_text: string | null;
}

export interface Jobs {
  items: Job[];
  next: string | null;
}
