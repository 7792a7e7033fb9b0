/** How a task stands to its deadline: what is shown, and what the way for the day goes by. */
import type { Task } from "./kit";

export type Due = "none" | "time" | "near" | "over";

export function dueOf({ due_at, near_at }: Pick<Task, "due_at" | "near_at">, now = Date.now()): Due {
  if (!due_at) return "none";
  if (Date.parse(due_at) < now) return "over";
  return near_at !== null && Date.parse(near_at) <= now ? "near" : "time";
}
