/** Names of the workflow that the console lets choose among; a test holds them to the workflow's table. */

export const KINDS = ["component", "event", "hazard_general", "hazard_major", "alarm_followup", "inspection_finding", "resident_report"] as const;
export const CHANNELS = ["collector", "hotline", "resident_page", "open311", "email", "media", "superior", "department", "inspection", "alarm"] as const;
export const OPEN_STATES = [
  "reported", "verifying", "verified", "accepted", "filed", "dispatched", "returned", "received", "in_progress",
  "extension_asked", "suspension_asked", "suspended", "rework", "self_handled", "handled", "checking", "checked",
] as const;
export const ENDED_STATES = ["not_true", "rejected", "merged", "closed", "forced_closed", "void", "evaluated"] as const;
export const STEPS = [1, 2, 3, 4, 5, 6, 7] as const;
/** Fields of acts that hold a moment. */
export const MOMENTS = ["until", "deadline"] as const;

const ended: readonly string[] = ENDED_STATES;
export const hasEnded = (state: string): boolean => ended.includes(state);
