/** What the phone keeps: what waits to be sent, the draft, and what it needs for the day. */
import { openDB, type DBSchema } from "idb";
import type { Shot } from "@/photos/photo";

export type ItemState = "waiting" | "refused" | "conflict" | "sent";
export interface Item {
  id: string;
  kind: "report" | "act";
  /** Whose it is: what one person took isn't sent in another's name. */
  who: string;
  city: string;
  /** When it was done, by the phone's clock. */
  at: string;
  title: string;
  photos: Shot[];
  body: Record<string, unknown>;
  /** Of an act: the case, and the version of it that was seen. */
  number?: string;
  version?: number;
  /** Of an act done on top of one that hadn't been sent: that one, as long as it isn't. */
  after?: string;
  state: ItemState;
  why?: string;
  /** What became of it: the case's number, and by how many seconds the phone's clock is wrong. */
  case?: string;
  /** The version of the case that an act made. */
  made?: number;
  skew?: number | null;
}

interface Shelf extends DBSchema {
  items: { key: string; value: Item };
  things: { key: string; value: unknown };
}

const opened = openDB<Shelf>("anlan-field", 1, {
  upgrade(db) {
    db.createObjectStore("items", { keyPath: "id" });
    db.createObjectStore("things");
  },
});

/** Return all that waits or was sent lately, in the order it was done. */
export async function items(): Promise<Item[]> {
  return (await (await opened).getAll("items")).sort((a, b) => a.at.localeCompare(b.at));
}
/** Keep items, and drop one: all of it or, when the phone dies meanwhile, nothing. */
export async function keep(kept: Item | readonly Item[], dropped?: string): Promise<void> {
  const { store, done } = (await opened).transaction("items", "readwrite");
  const all = Array.isArray(kept) ? (kept as readonly Item[]) : [kept as Item];
  const asked: Promise<unknown>[] = all.map((each) => store.put(plain(each)));
  if (dropped) asked.push(store.delete(dropped));
  await Promise.all([...asked, done]);
}
export async function drop(id: string): Promise<void> {
  await keep([], id);
}
export async function recall<T>(name: string): Promise<T | undefined> {
  return (await (await opened).get("things", name)) as T | undefined;
}
export async function remember(name: string, thing: unknown): Promise<void> {
  await (await opened).put("things", thing, name);
}
export async function forget(name: string): Promise<void> {
  await (await opened).delete("things", name);
}

/** A plain copy: what is reactive can't be cloned into the database. */
function plain(item: Item): Item {
  const photos = item.photos.map((each) => ({ ...each }));
  return { ...item, photos, body: JSON.parse(JSON.stringify(item.body)) as Item["body"] };
}
