/** Where a box of the world lies on a map that shows all of it. */
import type { View } from "./paint";
import { spot } from "./points";

export type Bounds = [number, number, number, number];
export interface Padding {
  top: number;
  right: number;
  bottom: number;
  left: number;
}
/** No nearer than this, however small the box. */
export const NEAREST = 15;
/** The world's width at zoom 0, in pixels. */
export const TILE = 512;

/**
 * Return what a map of a size shows once it is fitted to the bounds.
 * @param fine pixels of the answer for one of the size and the padding.
 */
export function fitted([west, south, east, north]: Bounds, width: number, height: number, padding: Padding, fine: number): View {
  const [upper, lower] = [spot(west, north), spot(east, south)];
  const [wide, high] = [width - padding.left - padding.right, height - padding.top - padding.bottom];
  const world = Math.min(wide / (lower.x - upper.x), high / (lower.y - upper.y), TILE * 2 ** NEAREST);
  return {
    left: fine * (((upper.x + lower.x) / 2) * world - padding.left - wide / 2),
    top: fine * (((upper.y + lower.y) / 2) * world - padding.top - high / 2),
    world: fine * world,
    width: Math.round(fine * width),
    height: Math.round(fine * height),
  };
}
