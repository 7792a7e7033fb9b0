/** Places in columns, as a map draws and finds them, whatever they are and wherever from. */
import { GRADES, type Grade, type PlaceColumns } from "@/api/types";

type Box = [number, number, number, number];

/** The colours from the lowest to the worst: a point holds its place in here. */
export const COLOURS = [...GRADES].reverse() as Grade[];

/** What a point is called, for a hint and for opening it. */
export interface Told {
  code: string;
  title: string;
  value: number | null;
}

export interface Points {
  n: number;
  lon: Float64Array;
  lat: Float64Array;
  colour: Uint8Array;
  /** What a point is; at once where it is known, else when it has been asked for. */
  tell: (point: number) => Told | Promise<Told | null>;
}

/** Take the API's columns of places, which hold their names. */
export function ofColumns(columns: PlaceColumns): Points {
  return {
    n: columns.id.length,
    lon: Float64Array.from(columns.lon),
    lat: Float64Array.from(columns.lat),
    colour: Uint8Array.from(columns.grade, (grade) => COLOURS.indexOf(grade)),
    tell: (point) => ({ code: columns.id[point] ?? "", title: columns.name[point] ?? columns.id[point] ?? "", value: columns.score[point] ?? null }),
  };
}

/** What is chosen, and where it is. */
export interface Chosen {
  code: string;
  lon: number;
  lat: number;
  grade: Grade;
}

/** Return where the chosen one is; null where it isn't among the places. */
export function chosenIn(columns: PlaceColumns | null, code: string): Chosen | null {
  const at = code ? (columns?.id.indexOf(code) ?? -1) : -1;
  if (!columns || at < 0) return null;
  return { code, lon: columns.lon[at] ?? 0, lat: columns.lat[at] ?? 0, grade: columns.grade[at] ?? "blue" };
}

/** The box around all points; null when there are too few to span one. */
export function extent({ n, lon, lat }: { n: number; lon: ArrayLike<number>; lat: ArrayLike<number> }): Box | null {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < n; i++) {
    const [x, y] = [lon[i]!, lat[i]!];
    if (x < west) west = x;
    if (x > east) east = x;
    if (y < south) south = y;
    if (y > north) north = y;
  }
  return west < east && south < north ? [west, south, east, north] : null;
}

/** How many points there are of each colour. */
export function countOf(points: Points): Partial<Record<Grade, number>> {
  const { begins } = drawn(points);
  return Object.fromEntries(COLOURS.map((grade, place) => [grade, begins[place + 1]! - begins[place]!]));
}

/** Return where a place is on the unit square of Web Mercator. */
export function spot(lon: number, lat: number): { x: number; y: number } {
  const sine = Math.sin((lat * Math.PI) / 180);
  return { x: lon / 360 + 0.5, y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI) };
}

/** Points in the order they are drawn in, the worst last, and where they are on the unit square. */
export interface Drawn {
  x: Float64Array;
  y: Float64Array;
  /** Their places among the points. */
  point: Uint32Array;
  /** Where each colour begins, and where the last ends. */
  begins: Uint32Array;
}

const ordered = new WeakMap<Points, Drawn>();

/** Return points as they are drawn; put in order once. */
export function drawn(points: Points): Drawn {
  const known = ordered.get(points);
  if (known) return known;
  const { n, lon, lat, colour } = points;
  const begins = new Uint32Array(COLOURS.length + 1);
  for (let i = 0; i < n; i++) begins[colour[i]! + 1]! += 1;
  for (let place = 1; place < begins.length; place++) begins[place]! += begins[place - 1]!;
  const next = begins.slice();
  const made = { x: new Float64Array(n), y: new Float64Array(n), point: new Uint32Array(n), begins };
  for (let i = 0; i < n; i++) {
    const at = next[colour[i]!]!++;
    const sine = Math.sin((lat[i]! * Math.PI) / 180);
    made.x[at] = lon[i]! / 360 + 0.5;
    made.y[at] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
    made.point[at] = i;
  }
  ordered.set(points, made);
  return made;
}

/** What of the points is on the map. */
export interface Seen {
  points: Points;
  /** Whether each colour is. */
  colours: readonly boolean[];
  /** Only those that have a 1 here; all where there is none. */
  only: Uint8Array | null;
}

/** Return the point at a spot of the unit square, the worst and then the nearest within `reach`; -1 for none. */
export function pointAt({ points, colours, only }: Seen, at: { x: number; y: number }, reach: number): number {
  const { x, y, point, begins } = drawn(points);
  for (let colour = COLOURS.length - 1; colour >= 0; colour--) {
    if (!colours[colour]) continue;
    let [best, near] = [-1, Infinity];
    for (let i = begins[colour]!; i < begins[colour + 1]!; i++) {
      const [dx, dy] = [x[i]! - at.x, y[i]! - at.y];
      if (dx > reach || dx < -reach || dy > reach || dy < -reach) continue;
      const away = dx * dx + dy * dy;
      if (away < near && (!only || only[point[i]!])) [best, near] = [point[i]!, away];
    }
    if (best >= 0) return best;
  }
  return -1;
}
