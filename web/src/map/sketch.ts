/** The points by themselves, where the map will show them, while the map is still on its way. */
import { fitted, TILE, type Bounds, type Padding } from "./fit";
import { paint, stamps } from "./paint";
import type { Shade } from "./palette";
import { ratio } from "./pointLayer";
import type { Seen } from "./points";

/** Draw the points onto a canvas of the map's size; return whether there were any. */
export function sketch(sheet: HTMLCanvasElement, bounds: Bounds, padding: Padding, seen: Seen, shade: Shade): boolean {
  const { clientWidth, clientHeight } = sheet;
  const pen = sheet.getContext("2d");
  if (!pen || !seen.points.n || !clientWidth || !clientHeight) return false;
  const view = fitted(bounds, clientWidth, clientHeight, padding, ratio());
  [sheet.width, sheet.height] = [view.width, view.height];
  const image = pen.createImageData(sheet.width, sheet.height);
  const zoom = Math.log2(view.world / ratio() / TILE);
  paint(new Uint32Array(image.data.buffer), view, seen, stamps(shade, zoom, seen.points.n, ratio()));
  pen.putImageData(image, 0, 0);
  return true;
}

/** Do something once what was just drawn is on the screen. */
export function afterPaint(act: () => void): void {
  requestAnimationFrame(() => setTimeout(act));
}
