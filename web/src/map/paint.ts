/** Points put onto a sheet of pixels by stamps: some milliseconds for hundreds of thousands. */
import { stamp } from "./images";
import type { Shade } from "./palette";
import { COLOURS, drawn, type Seen } from "./points";

/** From so many points on, marks are smaller from afar and the lowest let others shine through. */
const CROWDED = 20_000;
/** With more than this they would hide the city, and the worst all others. */
const FULL = 60_000;
const DOT = 8.4;
const MARK = 19;
const OPAQUE = 255;
/** Marks of fewer pixels across have no soft edge, which one could not see. */
const TINY = 6;

/** A part of the world as a sheet of pixels: its corner and the world's width, in pixels. */
export interface View {
  left: number;
  top: number;
  world: number;
  width: number;
  height: number;
}

/** What of a stamp is not empty. */
interface Stamp {
  reach: number;
  dx: Int16Array;
  dy: Int16Array;
  rgba: Uint32Array;
  /** Whether nothing shines through. */
  hard: boolean;
}

/** How large a mark is: they grow as one comes nearer; the more there are, the smaller from afar. */
function size(zoom: number, many: number): number {
  const far = many > CROWDED ? 0.34 * Math.min(1, Math.sqrt(FULL / many)) : 0.42;
  const steps: [number, number][] = [[8, 0.6 * far], [10, far], [11, far + 0.14], [13, 1], [16, 1.3]];
  let [before, small] = steps[0]!;
  for (const [at, large] of steps) {
    if (zoom <= at) return at === before ? large : small + ((large - small) * (zoom - before)) / (at - before);
    [before, small] = [at, large];
  }
  return small;
}

function cut(image: ImageData): Stamp {
  const pixels = new Uint32Array(image.data.buffer);
  const reach = image.width >> 1;
  const tiny = image.width < TINY;
  const kept = [...pixels.keys()].filter((at) => pixels[at]! >>> 24 >= (tiny ? OPAQUE / 2 : 1));
  return {
    reach,
    dx: Int16Array.from(kept, (at) => (at % image.width) - reach),
    dy: Int16Array.from(kept, (at) => Math.floor(at / image.width) - reach),
    rgba: Uint32Array.from(kept, (at) => (tiny ? pixels[at]! | 0xff000000 : pixels[at]!)),
    hard: tiny,
  };
}

/** The marks of the four colours at a zoom. */
export function stamps(shade: Shade, zoom: number, many: number, ratio: number): Stamp[] {
  const unit = size(zoom, many) * ratio;
  return COLOURS.map((grade, place) => cut(stamp(grade, shade, (place ? MARK : DOT) * unit, place ? 1 : many > CROWDED ? 0.6 : 0.82)));
}

/** Lay one pixel over another, both as they are in an ImageData. */
function over(top: number, under: number): number {
  const a = top >>> 24;
  const b = under >>> 24;
  if (b === 0) return top;
  const rest = ((b * (OPAQUE - a)) / OPAQUE) | 0;
  const all = a + rest;
  const red = (((top & 0xff) * a + (under & 0xff) * rest) / all) | 0;
  const green = ((((top >> 8) & 0xff) * a + ((under >> 8) & 0xff) * rest) / all) | 0;
  const blue = ((((top >> 16) & 0xff) * a + ((under >> 16) & 0xff) * rest) / all) | 0;
  return ((all << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** A part of a sheet: from its upper left to before its lower right. */
type Clip = [left: number, top: number, right: number, bottom: number];

/** Put the points onto an empty sheet, or a part of one, the worst on top. */
export function paint(sheet: Uint32Array, view: View, seen: Seen, marks: readonly Stamp[], clip: Clip = [0, 0, view.width, view.height]): void {
  const { x, y, point, begins } = drawn(seen.points);
  const { left, top, world, width } = view;
  const [west, north, east, south] = clip;
  for (let colour = 0; colour < marks.length; colour++) {
    if (!seen.colours[colour]) continue;
    const mark = marks[colour]!;
    const { reach } = mark;
    const steps = Int32Array.from(mark.dx, (step, at) => step + mark.dy[at]! * width);
    const put = mark.hard ? hard : soft;
    for (let i = begins[colour]!; i < begins[colour + 1]!; i++) {
      const px = Math.floor(x[i]! * world - left);
      const py = Math.floor(y[i]! * world - top);
      if (px < west - reach || py < north - reach || px > east + reach || py > south + reach) continue;
      if (seen.only && !seen.only[point[i]!]) continue;
      const inside = px >= west + reach && py >= north + reach && px < east - reach && py < south - reach;
      if (inside) put(sheet, px + py * width, steps, mark.rgba);
      else atEdge(sheet, width, clip, px, py, mark);
    }
  }
}

/** Move a sheet as far as the map has gone, and put points onto what is new of it. */
export function scroll(sheet: Uint32Array, view: View, right: number, down: number, seen: Seen, marks: readonly Stamp[]): void {
  const { width, height } = view;
  const by = right + down * width;
  if (by > 0) sheet.copyWithin(0, by);
  else sheet.copyWithin(-by, 0);
  const rows: Clip = down > 0 ? [0, height - down, width, height] : [0, 0, width, -down];
  const columns: Clip = right > 0 ? [width - right, 0, width, height] : [0, 0, -right, height];
  columns[down > 0 ? 3 : 1] = down > 0 ? height - down : -down;
  for (const clip of [rows, columns]) {
    const [west, north, east, south] = clip;
    for (let row = north; row < south; row++) sheet.fill(0, row * width + west, row * width + east);
    if (east > west && south > north) paint(sheet, view, seen, marks, clip);
  }
}

function hard(sheet: Uint32Array, at: number, steps: Int32Array, rgba: Uint32Array): void {
  for (let k = 0; k < steps.length; k++) sheet[at + steps[k]!] = rgba[k]!;
}

function soft(sheet: Uint32Array, at: number, steps: Int32Array, rgba: Uint32Array): void {
  for (let k = 0; k < steps.length; k++) {
    const to = at + steps[k]!;
    const pixel = rgba[k]!;
    sheet[to] = pixel >>> 24 === OPAQUE ? pixel : over(pixel, sheet[to]!);
  }
}

function atEdge(sheet: Uint32Array, width: number, [west, north, east, south]: Clip, px: number, py: number, { dx, dy, rgba }: Stamp): void {
  for (let k = 0; k < dx.length; k++) {
    const x = px + dx[k]!;
    const y = py + dy[k]!;
    if (x >= west && y >= north && x < east && y < south) sheet[x + y * width] = over(rgba[k]!, sheet[x + y * width]!);
  }
}
