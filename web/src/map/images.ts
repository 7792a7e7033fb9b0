/** Icons drawn on a canvas when the map first asks for them: no sprite, no glyph server. */
import type { Map as MapLibre } from "maplibre-gl";
import type { Grade } from "@/api/types";
import { PALETTES, type Palette, type Shade } from "./palette";

const RATIO = 2;
type Pen = CanvasRenderingContext2D;

function canvas(width: number, height: number): Pen {
  const sheet = document.createElement("canvas");
  sheet.width = Math.ceil(width * RATIO);
  sheet.height = Math.ceil(height * RATIO);
  const pen = sheet.getContext("2d");
  if (!pen) throw new Error("this browser gives no 2d canvas");
  pen.scale(RATIO, RATIO);
  return pen;
}

function trace(pen: Pen, grade: Grade, centre: number, reach: number): void {
  const corners: Record<Exclude<Grade, "blue">, [number, number][]> = {
    red: [[0, -1], [1.02, 0.86], [-1.02, 0.86]],
    orange: [[0, -1.08], [1.08, 0], [0, 1.08], [-1.08, 0]],
    yellow: [[-0.84, -0.84], [0.84, -0.84], [0.84, 0.84], [-0.84, 0.84]],
  };
  pen.beginPath();
  if (grade === "blue") pen.arc(centre, centre, reach * 0.9, 0, Math.PI * 2);
  else for (const [x, y] of corners[grade]) pen.lineTo(centre + x * reach, centre + y * reach);
  pen.closePath();
}

const MARK = 20;

function mark(grade: Grade, palette: Palette, pen = canvas(MARK, MARK)): Pen {
  trace(pen, grade, MARK / 2, 7);
  pen.lineJoin = "round";
  pen.lineWidth = 2;
  pen.strokeStyle = palette.ground;
  pen.stroke();
  pen.fillStyle = palette.grades[grade];
  pen.fill();
  return pen;
}

/** Smaller than this, a mark has no room for an edge, only for its colour. */
const EDGED = 6;

/** A mark `size` pixels wide, to be put on the map by the thousand; of the lowest, a plain dot. */
export function stamp(grade: Grade, shade: Shade, size: number, opacity: number): ImageData {
  const sheet = document.createElement("canvas");
  sheet.width = sheet.height = Math.max(1, Math.ceil(size));
  const pen = sheet.getContext("2d");
  if (!pen) throw new Error("this browser gives no 2d canvas");
  pen.scale(sheet.width / MARK, sheet.height / MARK);
  pen.globalAlpha = opacity;
  if (grade === "blue" || size < EDGED) {
    trace(pen, grade, MARK / 2, MARK / 2);
    pen.fillStyle = PALETTES[shade].grades[grade];
    pen.fill();
  } else mark(grade, PALETTES[shade], pen);
  return pixels(pen);
}

function stop(text: string, random: boolean, palette: Palette): Pen {
  const pen = canvas(24, 24);
  pen.beginPath();
  if (random) pen.roundRect(3, 3, 18, 18, 5);
  else pen.arc(12, 12, 9.5, 0, Math.PI * 2);
  pen.fillStyle = palette.surface;
  pen.fill();
  pen.lineWidth = 2;
  pen.strokeStyle = palette.accent;
  pen.stroke();
  pen.fillStyle = palette.ink;
  pen.font = `600 ${text.length > 2 ? 9 : 11}px ${getComputedStyle(document.body).fontFamily}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(text, 12, 12.5);
  return pen;
}

function label(text: string, palette: Palette): Pen {
  const font = `600 12px ${getComputedStyle(document.body).fontFamily}`;
  const probe = canvas(1, 1);
  probe.font = font;
  const width = Math.max(1, probe.measureText(text).width) + 10;
  const pen = canvas(width, 20);
  pen.font = font;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.lineJoin = "round";
  pen.lineWidth = 5;
  pen.strokeStyle = palette.ground;
  pen.strokeText(text, width / 2, 10);
  pen.fillStyle = palette.label;
  pen.fillText(text, width / 2, 10);
  return pen;
}

function dot(pen: Pen, centre: number, reach: number, from = 0, to = 1): void {
  const top = -Math.PI / 2;
  pen.beginPath();
  if (to - from < 1) pen.moveTo(centre, centre);
  pen.arc(centre, centre, reach, top + from * Math.PI * 2, top + to * Math.PI * 2);
  pen.closePath();
}

/** A case: full when it is overdue, a quarter when it is near, a ring when it has time. */
function due(tone: string, urgent: boolean, palette: Palette): Pen {
  const pen = canvas(22, 22);
  const colour = tone === "over" ? palette.ink : tone === "near" ? palette.accent : palette.label;
  dot(pen, 11, 9);
  pen.fillStyle = palette.ground;
  pen.fill();
  dot(pen, 11, 6);
  pen.fillStyle = tone === "over" ? colour : palette.surface;
  pen.fill();
  pen.lineWidth = 1.8;
  pen.strokeStyle = colour;
  pen.stroke();
  if (tone === "near") {
    dot(pen, 11, 6, 0, 0.25);
    pen.fillStyle = colour;
    pen.fill();
  }
  if (urgent) {
    dot(pen, 11, 9);
    pen.lineWidth = 1.4;
    pen.stroke();
  }
  return pen;
}

/** Many cases: their number, in a ring of which the overdue and the near have their parts. */
function many(text: string, near: number, over: number, palette: Palette): Pen {
  const reach = 11 + 2.5 * text.length;
  const centre = reach + 2;
  const pen = canvas(centre * 2, centre * 2);
  const parts: [number, string][] = [[1, palette.outline], [near + over, palette.accent], [over, palette.ink]];
  for (const [share, colour] of parts) {
    if (!share) continue;
    dot(pen, centre, reach, 0, share);
    pen.fillStyle = colour;
    pen.fill();
  }
  dot(pen, centre, reach - 3.5);
  pen.fillStyle = palette.surface;
  pen.fill();
  pen.fillStyle = palette.ink;
  pen.font = `600 11px ${getComputedStyle(document.body).fontFamily}`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(text, centre, centre + 0.5);
  return pen;
}

/** Stripes that a whole area can be laid out with: an exercise's or a test's. */
function hatch(colour: string): Pen {
  const side = 12;
  const pen = canvas(side, side);
  pen.globalAlpha = 0.75;
  pen.strokeStyle = colour;
  pen.lineWidth = 3;
  pen.beginPath();
  // Longer than the tile, so that nothing shows where one ends and the next begins.
  for (const from of [-side, 0, side]) {
    pen.moveTo(from - side, 2 * side);
    pen.lineTo(from + 2 * side, -side);
  }
  pen.stroke();
  return pen;
}

function pin(palette: Palette): Pen {
  const pen = canvas(28, 34);
  pen.beginPath();
  pen.moveTo(14, 33);
  pen.bezierCurveTo(4, 20, 3, 17, 3, 13);
  pen.arc(14, 13, 11, Math.PI, 0);
  pen.bezierCurveTo(25, 17, 24, 20, 14, 33);
  pen.closePath();
  pen.fillStyle = palette.accent;
  pen.fill();
  pen.lineWidth = 2;
  pen.strokeStyle = palette.surface;
  pen.stroke();
  pen.translate(0, -1);
  dot(pen, 14, 4);
  pen.fillStyle = palette.surface;
  pen.fill();
  return pen;
}

function pixels(pen: Pen): ImageData {
  return pen.getImageData(0, 0, pen.canvas.width, pen.canvas.height);
}

/**
 * Draw what `id` names: `mark|light|red`, `stop|dark|3|random`, `label|light|Hedong`,
 * `due|light|near|urgent`, `many|dark|120|3|1` (eighths of which are near and overdue), `hatch|light|red`, `pin|light`.
 */
export function draw(id: string): ImageData | null {
  const [kind, shade, text = "", extra, more] = id.split("|");
  const palette = PALETTES[shade as Shade];
  if (!palette) return null;
  if (kind === "mark") return pixels(mark(text as Grade, palette));
  if (kind === "stop") return pixels(stop(text, extra === "random", palette));
  if (kind === "due") return pixels(due(text, extra === "urgent", palette));
  if (kind === "many") return pixels(many(text, Number(extra) / 8, Number(more) / 8, palette));
  if (kind === "hatch") return pixels(hatch(palette.grades[text as Grade] ?? palette.ink));
  if (kind === "pin") return pixels(pin(palette));
  if (kind === "label") return pixels(label(text, palette));
  return null;
}

/** Answer every request of the map for an icon it does not have yet. */
export function supplyImages(map: MapLibre): void {
  map.setMissingStyleImageResolver((id) => {
    const image = draw(id);
    if (image && !map.hasImage(id)) map.addImage(id, image, { pixelRatio: RATIO });
  });
}
