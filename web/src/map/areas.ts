/** Which division a place lies in, and the share of places graded major or high there. */
import type { Feature, FeatureCollection, MultiPolygon, Polygon, Position } from "geojson";
import type { DivisionProperties, Divisions } from "@/api/types";
import { language } from "@/state/preferences";
import { COLOURS, type Points } from "./points";

/** Levels of more divisions than this aren't told apart on one screen. */
export const MOST_AREAS = 400;
/** From this colour on, a place counts as high. */
export const HIGH = COLOURS.indexOf("orange");
export type Shape = Polygon | MultiPolygon;
export type Tinted = FeatureCollection<Shape, { name: string; code: string; n: number; high: number; share: number }>;

const pathOf = (of: DivisionProperties): string => of.path ?? of.code ?? "";
/** The code by which lists are filtered: the division's own, the last of its path. */
export const codeOf = (of: DivisionProperties): string => of.code ?? pathOf(of).split("/").at(-1) ?? "";
export const nameOf = (of: DivisionProperties): string =>
  of[`name_${language.value}`] ?? of.name ?? codeOf(of);
const LEVELS = ["city", "district", "street", "community", "grid"];
const depthOf = (of: DivisionProperties): number =>
  of.path ? of.path.split("/").length : LEVELS.indexOf(of.level ?? "");
const polygons = (shape: Shape): Position[][][] =>
  shape.type === "Polygon" ? [shape.coordinates] : shape.coordinates;

function inRing(x: number, y: number, ring: Position[]): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [ax = 0, ay = 0] = ring[i] ?? [];
    const [bx = 0, by = 0] = ring[j] ?? [];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** Return a test for lying in `shape`: even-odd over all rings, behind a bounding box. */
export function within(shape: Shape): (x: number, y: number) => boolean {
  const rings = polygons(shape).flat();
  const points = rings.flat();
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x = 0, y = 0] of points) {
    west = Math.min(west, x);
    east = Math.max(east, x);
    south = Math.min(south, y);
    north = Math.max(north, y);
  }
  return (x, y) =>
    x >= west && x <= east && y >= south && y <= north &&
    rings.reduce((odd, ring) => odd !== inRing(x, y, ring), false);
}

/** The box around all divisions; null where none has a polygon. */
export function around(divisions: Divisions): [number, number, number, number] | null {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { geometry } of divisions.features) {
    for (const [x = 0, y = 0] of polygons(geometry).flat(2)) {
      west = Math.min(west, x);
      east = Math.max(east, x);
      south = Math.min(south, y);
      north = Math.max(north, y);
    }
  }
  return west < east && south < north ? [west, south, east, north] : null;
}

/** Return the levels that still read on one screen, from the top of the tree down. */
function legible(divisions: Divisions): Divisions["features"][] {
  const levels = new Map<number, Divisions["features"]>();
  for (const item of divisions.features) {
    const depth = depthOf(item.properties);
    const level = levels.get(depth) ?? [];
    level.push(item);
    levels.set(depth, level);
  }
  const fitting = [...levels].filter(([, items]) => items.length > 1 && items.length <= MOST_AREAS);
  return fitting.sort(([a], [b]) => a - b).map(([, items]) => items);
}

/** Tint the divisions by the share of their places graded major or high. */
export function tintAreas(divisions: Divisions, places: Points): Tinted {
  const areas = (legible(divisions).at(-1) ?? []).map((item) => ({ item, holds: within(item.geometry), n: 0, high: 0 }));
  for (let i = 0; i < places.n; i++) {
    const [x, y] = [places.lon[i]!, places.lat[i]!];
    const area = areas.find((candidate) => candidate.holds(x, y));
    if (!area) continue;
    area.n += 1;
    if (places.colour[i]! >= HIGH) area.high += 1;
  }
  return {
    type: "FeatureCollection",
    features: areas.map(({ item, n, high }) => ({
      type: "Feature",
      geometry: item.geometry,
      properties: { name: nameOf(item.properties), code: codeOf(item.properties), n, high, share: n ? high / n : 0 },
    })),
  };
}

/** Mark the borders of the upper level, which are drawn stronger. */
export function borders(divisions: Divisions): FeatureCollection<Shape> {
  const levels = legible(divisions);
  return {
    type: "FeatureCollection",
    features: levels.flatMap((items, i) =>
      items.map((item) => ({ ...item, properties: { outer: i === 0 && levels.length > 1 } })),
    ),
  };
}

/** Return one point a division of the upper level, in the middle of its largest ring, for its name. */
export function labels(divisions: Divisions): FeatureCollection {
  return {
    type: "FeatureCollection",
    features: (legible(divisions)[0] ?? []).map((item): Feature => {
      const ring = polygons(item.geometry).map((rings) => rings[0] ?? []).sort((a, b) => b.length - a.length)[0] ?? [];
      const middle = [0, 1].map((axis) => {
        const along = ring.map((point) => point[axis] ?? 0);
        return (Math.min(...along) + Math.max(...along)) / 2;
      });
      return { type: "Feature", geometry: { type: "Point", coordinates: middle }, properties: { name: nameOf(item.properties) } };
    }),
  };
}

/** Return which points lie in the division of a code; null where its shape isn't there. */
export function inside(divisions: Divisions | null, code: string, points: Points): Uint8Array | null {
  const found = code ? divisions?.features.find((item) => codeOf(item.properties) === code) : undefined;
  if (!found) return null;
  const holds = within(found.geometry);
  return Uint8Array.from({ length: points.n }, (_, i) => (holds(points.lon[i]!, points.lat[i]!) ? 1 : 0));
}

/** Return the divisions in the order of their tree, for a list to choose from. */
export function tree(divisions: Divisions): { code: string; name: string; depth: number }[] {
  return legible(divisions)
    .flatMap((items, depth) => items.map(({ properties }) => ({ properties, depth })))
    .sort((a, b) => pathOf(a.properties).localeCompare(pathOf(b.properties)))
    .map(({ properties, depth }) => ({ code: codeOf(properties), name: nameOf(properties), depth }));
}
