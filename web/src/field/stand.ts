/** How a task stands on this phone: what the server said of it, and what was done here since. */
import type { Option, Task } from "./kit";
import { blockerOf } from "./outbox";
import type { Item } from "./shelf";

export interface Stand {
  state: Task["state"];
  /** The acts that may be done now; none where nothing is left, or an act before wasn't taken. */
  options: Option[];
  /** The version that the next act builds on; of one that waits to be sent only its id is known. */
  version: number;
  after?: string;
  /** What waits to be sent, in its order. */
  waits: Item[];
  /** What wasn't taken: nothing more can be done here before it is mended. */
  stuck?: Item;
}

/** Return how a task stands; `items` are in the order they were done. */
export function standOf(task: Task, items: readonly Item[]): Stand {
  const stand: Stand = { state: task.state, options: task.options, version: task.version, waits: [] };
  for (const item of items.filter((each) => each.number === task.number)) {
    // What the server has told of already.
    if (item.state === "sent" && (item.made ?? 0) <= stand.version) continue;
    const done = stand.options.find((each) => each.act.name === item.body.act);
    stand.options = done?.then ?? [];
    stand.state = done?.state ?? stand.state;
    const stuck = item.state === "refused" || item.state === "conflict" ? item : blockerOf(item, items);
    if (item.state === "sent") [stand.version, stand.after] = [item.made ?? stand.version, undefined];
    else [stand.after, stand.stuck] = [item.id, stand.stuck ?? stuck];
    if (item.state === "waiting") stand.waits.push(item);
  }
  return stand.stuck ? { ...stand, options: [] } : stand;
}
