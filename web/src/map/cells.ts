/** H3 cells tinted by the share of their places graded major or high. Loaded when first wanted. */
import { HIGH, type Tinted } from "./areas";
import type { Points } from "./points";

const FEWEST = 3;
const WIDE_CITY_DEGREES = 0.7;

/** Bin the places; cells with too few of them say nothing and are left out. */
export async function tintCells(places: Points, width: number): Promise<Tinted> {
  const { cellToBoundary, latLngToCell } = await import("h3-js");
  const resolution = width > WIDE_CITY_DEGREES ? 7 : 8;
  const cells = new Map<string, { n: number; high: number }>();
  for (let i = 0; i < places.n; i++) {
    const cell = latLngToCell(places.lat[i]!, places.lon[i]!, resolution);
    const sum = cells.get(cell) ?? { n: 0, high: 0 };
    sum.n += 1;
    if (places.colour[i]! >= HIGH) sum.high += 1;
    cells.set(cell, sum);
  }
  return {
    type: "FeatureCollection",
    features: [...cells]
      .filter(([, { n }]) => n >= FEWEST)
      .map(([cell, { n, high }]) => ({
        type: "Feature",
        geometry: { type: "Polygon", coordinates: [cellToBoundary(cell, true)] },
        properties: { name: cell, code: "", n, high, share: high / n },
      })),
  };
}
