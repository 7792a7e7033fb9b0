/** Divisions and cells in the four colours of their risk, as the register tells it. */
import type { FeatureCollection } from "geojson";
import type { components } from "@/api/schema";
import type { Divisions, Grade } from "@/api/types";
import { codeOf, type Shape } from "./areas";

export type AreaRisk = components["schemas"]["AreaRisk"];
export type CellRisk = components["schemas"]["CellRisk"];
export type PlaceRisk = Pick<AreaRisk, "colour" | "inherent_colour" | "worst" | "inherent_worst" | "index" | "inherent_index" | "points" | "people">;
export type Level = "city" | "district" | "street" | "community" | "grid";
/** What is said of a place when one points at it. */
export type Say = (place: PlaceRisk) => string;
/** What a colour tells of a place: its index, or its worst point. */
export type Told = "index" | "worst";
export type Kind = "now" | "inherent";
export type Coloured = FeatureCollection<Shape, { name: string; code: string; grade: Grade; said: string }>;

function colourOf(place: PlaceRisk, kind: Kind, told: Told): Grade | null {
  if (told === "index") return kind === "now" ? place.colour : place.inherent_colour;
  return kind === "now" ? place.worst : place.inherent_worst;
}

/** Return the divisions in their colours; those without a point have none where the worst point is asked for. */
export function colouredAreas(divisions: Divisions, areas: readonly AreaRisk[], kind: Kind, told: Told, say: Say): Coloured {
  const shapes = new Map(divisions.features.map((item) => [codeOf(item.properties), item.geometry]));
  return collection(areas, kind, told, say, (area) => ({ geometry: shapes.get(area.code), name: area.name, code: area.code }));
}

/** Return cells in their colours. */
export function colouredCells(cells: readonly CellRisk[], kind: Kind, told: Told, say: Say): Coloured {
  return collection(cells, kind, told, say, (cell) => ({ geometry: { type: "Polygon", coordinates: [cell.ring] }, name: cell.cell, code: "" }));
}

function collection<T extends PlaceRisk>(
  places: readonly T[],
  kind: Kind,
  told: Told,
  say: Say,
  shown: (place: T) => { geometry: Shape | undefined; name: string; code: string },
): Coloured {
  return {
    type: "FeatureCollection",
    features: places.flatMap((item) => {
      const [grade, { geometry, name, code }] = [colourOf(item, kind, told), shown(item)];
      return grade && geometry ? [{ type: "Feature" as const, geometry, properties: { name, code, grade, said: say(item) } }] : [];
    }),
  };
}
