/** The map's layers for a theme. Order here is the order on screen, from the ground up. */
import type { FeatureCollection } from "geojson";
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import { PALETTES, type Palette, type Shade } from "./palette";

export const SOURCES = ["base", "areas", "divisions", "labels", "cells", "alerts", "drawing", "route", "stops", "casecells", "cases", "chosen", "pin"] as const;
export type SourceName = (typeof SOURCES)[number];

/** A share of fewer places than this is chance: such an area stays without a tint. */
const FEWEST = 5;
/** How strongly an area of a colour is tinted: what lies below stays to be seen. */
const GRADED = 0.55;

export const EMPTY: FeatureCollection = { type: "FeatureCollection", features: [] };

function ground(palette: Palette): LayerSpecification[] {
  const kind = (name: string): ExpressionSpecification => ["==", ["get", "kind"], name];
  return [
    { id: "ground", type: "background", paint: { "background-color": palette.ground } },
    { id: "park", type: "fill", source: "base", filter: kind("park"), paint: { "fill-color": palette.park } },
    { id: "water", type: "fill", source: "base", filter: kind("water"), paint: { "fill-color": palette.water } },
    {
      id: "road",
      type: "line",
      source: "base",
      filter: kind("road"),
      layout: { "line-cap": "round", "line-join": "round" },
      paint: {
        "line-color": palette.road,
        "line-width": ["interpolate", ["exponential", 1.5], ["zoom"], 8, 0.6, 11, 2.4, 16, 12],
      },
    },
    {
      id: "outline",
      type: "line",
      source: "base",
      filter: kind("outline"),
      paint: { "line-color": palette.outline, "line-width": 1.2 },
    },
  ];
}

function tinted(id: "areas" | "cells", palette: Palette): LayerSpecification[] {
  const { red, orange, yellow, blue } = palette.grades;
  const colour: ExpressionSpecification = ["match", ["get", "grade"], "red", red, "orange", orange, "yellow", yellow, "blue", blue, palette.tint];
  const strength: ExpressionSpecification = [
    "case", ["has", "grade"], GRADED, ["<", ["get", "n"], FEWEST], 0,
    ["interpolate", ["linear"], ["get", "share"], 0, 0.02, 0.1, 0.2, 0.2, 0.45, 0.4, 0.78],
  ];
  return [
    { id, type: "fill", source: id, paint: { "fill-color": colour, "fill-opacity": strength } },
    { id: `${id}-edge`, type: "line", source: id, paint: { "line-color": palette.ground, "line-width": 1 } },
  ];
}

function borders(palette: Palette): LayerSpecification[] {
  return [
    {
      id: "divisions",
      type: "line",
      source: "divisions",
      paint: {
        "line-color": palette.division,
        "line-width": ["case", ["==", ["get", "outer"], true], 1.4, 0.8],
        "line-opacity": ["case", ["==", ["get", "outer"], true], 0.95, 0.55],
        "line-dasharray": [4, 3],
      },
    },
  ];
}

/** Where alerts hold: what is actual is filled, an exercise or a test is hatched and edged by dashes. */
function alerts(palette: Palette, shade: Shade): { grounds: LayerSpecification[]; edges: LayerSpecification[] } {
  const { red, orange, yellow, blue } = palette.grades;
  const colour: ExpressionSpecification = ["match", ["get", "colour"], "red", red, "orange", orange, "yellow", yellow, "blue", blue, palette.ink];
  const of = (...statuses: string[]): ExpressionSpecification => ["in", ["get", "status"], ["literal", statuses]];
  const line = { type: "line", source: "alerts", layout: { "line-join": "round" } } as const;
  const hatch: ExpressionSpecification = ["concat", `hatch|${shade}|`, ["coalesce", ["get", "colour"], ""]];
  const grounds: LayerSpecification[] = [
    { id: "alerts", type: "fill", source: "alerts", filter: of("Actual"), paint: { "fill-color": colour, "fill-opacity": 0.34 } },
    { id: "alerts-hatch", type: "fill", source: "alerts", filter: of("Exercise", "Test"), paint: { "fill-pattern": hatch } },
  ];
  const edges: LayerSpecification[] = [
    { ...line, id: "alerts-edge", filter: of("Actual"), paint: { "line-color": colour, "line-width": 2.5 } },
    { ...line, id: "alerts-dashes", filter: of("Exercise", "Test"), paint: { "line-color": colour, "line-width": 2.5, "line-dasharray": [3, 2] } },
    { ...line, id: "alerts-before", filter: of("Before"), paint: { "line-color": palette.ink, "line-width": 1.5, "line-dasharray": [1, 2] } },
  ];
  return { grounds, edges };
}

/** Corners that somebody is drawing. */
function drawn(palette: Palette): LayerSpecification[] {
  return [
    { id: "drawing", type: "line", source: "drawing", paint: { "line-color": palette.accent, "line-width": 2 } },
    { id: "corners", type: "circle", source: "drawing", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 4.5, "circle-color": palette.surface, "circle-stroke-color": palette.accent, "circle-stroke-width": 2 } },
  ];
}

function names(shade: Shade): LayerSpecification {
  return {
    id: "labels",
    type: "symbol",
    source: "labels",
    layout: { "icon-image": ["concat", `label|${shade}|`, ["get", "name"]], "icon-padding": 6 },
  };
}

function routes(palette: Palette, shade: Shade): LayerSpecification[] {
  const near: ExpressionSpecification = ["==", ["get", "near"], true];
  return [
    {
      id: "route",
      type: "line",
      source: "route",
      layout: { "line-cap": "round", "line-join": "round" },
      paint: {
        "line-color": palette.accent,
        "line-width": ["case", near, 2.6, 1.6],
        "line-opacity": ["case", near, 1, ["get", "alike"], 0.8, 0.4],
      },
    },
    {
      id: "depot",
      type: "circle",
      source: "route",
      filter: ["==", ["geometry-type"], "Point"],
      paint: { "circle-radius": 4, "circle-color": palette.accent, "circle-stroke-color": palette.surface, "circle-stroke-width": 1.5 },
    },
    {
      id: "stops",
      type: "symbol",
      source: "stops",
      layout: {
        "icon-image": ["concat", `stop|${shade}|`, ["get", "order"], ["case", ["get", "random"], "|random", ""]],
        "icon-size": ["case", ["==", ["get", "order"], ""], 0.5, 1],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
      },
    },
  ];
}

function chosen(palette: Palette, shade: Shade): LayerSpecification[] {
  return [
    {
      id: "chosen-ring",
      type: "circle",
      source: "chosen",
      paint: {
        "circle-radius": 15,
        "circle-color": palette.surface,
        "circle-opacity": 0.75,
        "circle-stroke-color": palette.accent,
        "circle-stroke-width": 2.5,
      },
    },
    {
      id: "chosen",
      type: "symbol",
      source: "chosen",
      filter: ["has", "grade"],
      layout: {
        "icon-image": ["concat", `mark|${shade}|`, ["get", "grade"]],
        "icon-size": 1.15,
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
      },
    },
  ];
}

/** Cases by how they stand to their deadline; where there are many, gathered with their number. */
function cases(shade: Shade): LayerSpecification[] {
  const alone = { "icon-allow-overlap": true, "icon-ignore-placement": true } as const;
  return [
    { id: "casecells", type: "symbol", source: "casecells", layout: { "icon-image": ["concat", `many|${shade}|`, ["get", "told"]], ...alone } },
    { id: "cases", type: "symbol", source: "cases", layout: { "icon-image": ["concat", `due|${shade}|`, ["get", "tone"], ["case", ["get", "urgent"], "|urgent", ""]], "icon-size": ["interpolate", ["linear"], ["zoom"], 8, 0.5, 11, 0.75, 13, 1, 16, 1.2], ...alone } },
  ];
}

/** The chosen case, and a place somebody points at, above all else. */
function pointed(shade: Shade): LayerSpecification[] {
  const alone = { "icon-allow-overlap": true, "icon-ignore-placement": true } as const;
  return [
    { id: "chosen-case", type: "symbol", source: "chosen", filter: ["has", "tone"], layout: { "icon-image": ["concat", `due|${shade}|`, ["get", "tone"]], "icon-size": 1.15, ...alone } },
    { id: "pin", type: "symbol", source: "pin", layout: { "icon-image": `pin|${shade}`, "icon-anchor": "bottom", ...alone } },
  ];
}

export function layers(shade: Shade): LayerSpecification[] {
  const palette = PALETTES[shade];
  const { grounds, edges } = alerts(palette, shade);
  return [
    ...ground(palette),
    ...tinted("areas", palette),
    ...tinted("cells", palette),
    ...borders(palette),
    ...grounds,
    names(shade),
    ...edges,
    ...drawn(palette),
    ...routes(palette, shade),
    ...cases(shade),
    ...chosen(palette, shade),
    ...pointed(shade),
  ];
}

export function style(shade: Shade): StyleSpecification {
  const sources = Object.fromEntries(
    SOURCES.map((name) => [name, { type: "geojson" as const, data: EMPTY, tolerance: 0.2 }]),
  );
  return { version: 8, sources, layers: layers(shade) };
}

/** Points are drawn right below this layer: a name that cannot be read helps no one. */
export const ABOVE_POINTS = "labels";
