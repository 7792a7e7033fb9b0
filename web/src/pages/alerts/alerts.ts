/** What the pages of public alerts share: the API's shapes, and small words on them. */
import type { Feature, FeatureCollection, Position } from "geojson";
import type { components } from "@/api/schema";
import type { Bounds } from "@/map/fit";

type Shapes = components["schemas"];
export type Form = Shapes["Form"];
export type Status = Form["status"];
export type Area = Form["area"];
export type Circle = Shapes["Circle"];
export type Sector = Shapes["Sector"];
export type Draft = Shapes["DraftTold"];
export type Preview = Shapes["Preview"];
export type Wrong = Shapes["ProblemTold"];
export type Message = Shapes["MessageTold"];
export type Standing = Shapes["StandingTold"];
export type AreaTold = Shapes["AreaTold"];
export type Version = Shapes["VersionTold"];
export type Means = Shapes["Means"];

export const STATUSES = ["Actual", "Exercise", "Test"] as const;
export const LANGUAGES: Record<string, string> = { en: "English", zh: "中文" };
/** What a message can be, as the composer, who may not have chosen yet, has it. */
export type Chosen = Status | "";

/** What the API tells as "some object" is GeoJSON. */
export function shapeOf(told: { map: unknown }, more: Record<string, unknown> = {}): Feature {
  const found = told.map as Feature;
  return { ...found, properties: { ...found.properties, ...more } };
}

export function together(features: readonly Feature[]): FeatureCollection {
  return { type: "FeatureCollection", features: [...features] };
}

function* corners(coordinates: unknown): Generator<Position> {
  if (!Array.isArray(coordinates)) return;
  if (typeof coordinates[0] === "number") yield coordinates as Position;
  else for (const each of coordinates) yield* corners(each);
}

/** The box around shapes; null where there are none. */
export function boxOf(features: readonly Feature[]): Bounds | null {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { geometry } of features) {
    for (const [x = 0, y = 0] of corners((geometry as { coordinates?: unknown } | null)?.coordinates)) {
      [west, south, east, north] = [Math.min(west, x), Math.min(south, y), Math.max(east, x), Math.max(north, y)];
    }
  }
  return west <= east ? [west, south, east, north] : null;
}

/** What is wrong, each once: of a field that every language has, it is told for each. */
export function unique(problems: readonly Wrong[]): Wrong[] {
  const told = new Map(problems.map((each) => [[each.level, each.field, each.text, each.mend].join("\n"), each]));
  return [...told.values()];
}

/** Of what is wrong, what is about a field, or about any of those below it. */
export function about(problems: readonly Wrong[], field: string): Wrong[] {
  return problems.filter((each) => each.field === field || each.field.startsWith(`${field}.`));
}
