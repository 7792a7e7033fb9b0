/** The open alarms as the desk holds them: ten thousand of them are filtered and sorted at every change. */
import { GRADES, type Grade } from "@/api/types";
import type { components } from "@/api/schema";

type Shapes = components["schemas"];
export type Packed = Shapes["PackedAlarms"];
export type AlarmLine = Shapes["AlarmLine"];
export type AlarmDetail = Shapes["AlarmDetail"];
export type AlarmGroup = Shapes["GroupTold"];
export type Silence = Shapes["SilenceTold"];
export type Warden = Shapes["WardenTold"];
export type Desk = Shapes["DeskTold"];
export type Rationalised = Shapes["Rationalised"];
export type Act = Shapes["NewAct"]["act"];

export const STATES = ["new", "acknowledged", "owned", "shelved"] as const;
export const PRIORITIES = ["low", "medium", "high", "critical"] as const;
/** From the lowest to the worst, as the server packs them. */
export const COLOURS = [...GRADES].reverse() as Grade[];
export type State = (typeof STATES)[number];
export type Priority = (typeof PRIORITIES)[number];

/** An alarm in the list; moments in milliseconds since 1970. */
export interface Row {
  number: number;
  version: number;
  priority: number;
  colour: number;
  state: State;
  standing: boolean;
  quiet: string;
  raised: number;
  respondBy: number;
  rule: string;
  title: string;
  name: string;
  owner: string;
  division: string;
  group: number;
  lon: number | null;
  lat: number | null;
}

/** Read what `GET /watch/alarms/packed` answers. */
export function unpack(packed: Packed): Row[] {
  return packed.number.map((number, i) => {
    const rule = packed.rules[packed.rule[i]!];
    return {
      number,
      version: packed.version[i]!,
      priority: packed.priority[i]!,
      colour: packed.colour[i]!,
      state: STATES[packed.state[i]!] ?? "new",
      standing: packed.standing[i]!,
      quiet: packed.quiet[i]!,
      raised: packed.raised[i]!,
      respondBy: packed.respond_by[i]!,
      rule: rule?.name ?? "",
      title: rule?.title ?? "",
      name: packed.name[i]!,
      owner: packed.owner[i]!,
      division: packed.divisions[packed.division[i]!] ?? "",
      group: packed.group[i]!,
      lon: packed.lon[i] ?? null,
      lat: packed.lat[i] ?? null,
    };
  });
}

/** The same of one alarm that changed. */
export function rowOf(line: AlarmLine): Row {
  return {
    number: line.number,
    version: line.version,
    priority: PRIORITIES.indexOf(line.priority),
    colour: COLOURS.indexOf(line.colour),
    state: line.state as State,
    standing: line.standing,
    quiet: line.quiet,
    raised: Date.parse(line.raised_at),
    respondBy: Date.parse(line.respond_by),
    rule: line.rule.name,
    title: line.rule.title,
    name: line.name,
    owner: line.owner,
    division: line.division,
    group: line.group ?? 0,
    lon: line.lon,
    lat: line.lat,
  };
}

/** What is asked for; what is empty asks for all. */
export interface Filter {
  state: string;
  colour: string;
  priority: string;
  rule: string;
  /** A path or its last code, with all below. */
  division: string;
  group: number;
  /** Only those of these posts; null for any. */
  owners: readonly string[] | null;
  loud: boolean;
  text: string;
}

/** Return the alarms that are asked for, in the order they came. */
export function pick(rows: readonly Row[], by: Filter): Row[] {
  const text = by.text.trim().toLowerCase();
  const colour = by.colour ? COLOURS.indexOf(by.colour as Grade) : -1;
  const priority = by.priority ? PRIORITIES.indexOf(by.priority as Priority) : -1;
  const code = by.division.split("/").at(-1) ?? "";
  return rows.filter(
    (row) =>
      (!by.state || row.state === by.state) &&
      (colour < 0 || row.colour === colour) &&
      (priority < 0 || row.priority === priority) &&
      (!by.rule || row.rule === by.rule) &&
      (!by.group || row.group === by.group) &&
      (by.owners === null || by.owners.includes(row.owner)) &&
      (!by.loud || row.quiet === "") &&
      (!code || row.division.split("/").includes(code)) &&
      (!text || row.name.toLowerCase().includes(text) || row.title.toLowerCase().includes(text) || String(row.number) === text),
  );
}

export const ORDERS = ["urgency", "newest", "due"] as const;
export type Order = (typeof ORDERS)[number];
const BY: Record<Order, (one: Row, other: Row) => number> = {
  urgency: (one, other) => other.priority - one.priority || other.colour - one.colour || other.raised - one.raised || other.number - one.number,
  newest: (one, other) => other.raised - one.raised || other.number - one.number,
  due: (one, other) => one.respondBy - other.respondBy || one.number - other.number,
};

export function sort(rows: readonly Row[], order: Order): Row[] {
  return [...rows].sort(BY[order]);
}

/** Whether an alarm asks for somebody at once: only such ones are heard, and only their marks blink. */
export const calls = (row: Row): boolean => row.priority === PRIORITIES.length - 1 && row.state === "new" && row.quiet === "";
