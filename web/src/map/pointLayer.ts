/**
 * The layer of points: drawn once onto a sheet the size of the map, which is then one picture to
 * the map, so that moving it costs the same for ten points as for a million.
 */
import type { CustomLayerInterface, Map as MapLibre } from "maplibre-gl";
import { TILE } from "./fit";
import { paint, scroll, stamps, type View } from "./paint";
import type { Shade } from "./palette";
import { spot, type Seen } from "./points";

/** While the map moves by itself, the sheet is drawn anew at most so often. */
const PATIENCE_MS = 150;
const MOST_RATIO = 2;
/** Nearer than this, in pixels, is the same place. */
const EXACT = 0.01;
const VERTEX = `attribute vec2 at; uniform vec4 box; varying vec2 spot;
void main() { spot = at; gl_Position = vec4(mix(box.xy, box.zw, at), 0.0, 1.0); }`;
const FRAGMENT = `precision mediump float; uniform sampler2D sheet; varying vec2 spot;
void main() { gl_FragColor = texture2D(sheet, spot); }`;

interface Painter {
  program: WebGLProgram;
  corners: WebGLBuffer;
  texture: WebGLTexture;
  box: WebGLUniformLocation | null;
}

function painter(gl: WebGLRenderingContext): Painter {
  const program = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]] as const) {
    const shader = gl.createShader(kind)!;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.bindAttribLocation(program, 0, "at");
  gl.linkProgram(program);
  const [corners, texture] = [gl.createBuffer(), gl.createTexture()];
  gl.bindBuffer(gl.ARRAY_BUFFER, corners);
  gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([0, 0, 1, 0, 0, 1, 1, 1]), gl.STATIC_DRAW);
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const side of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, side, gl.CLAMP_TO_EDGE);
  for (const way of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, way, gl.LINEAR);
  return { program, corners, texture, box: gl.getUniformLocation(program, "box") };
}

export class PointLayer implements CustomLayerInterface {
  readonly id = "points";
  readonly type = "custom";
  private map: MapLibre | null = null;
  private own: Painter | null = null;
  private sheet = new Uint32Array(0);
  private drawn: View | null = null;
  private drawnAt = 0;
  private seen: Seen | null = null;
  private shade: Shade = "light";

  /** @param onDrawn called when the points are on the map for the first time. */
  constructor(private readonly onDrawn: () => void) {}

  /** Show these points; none where null. */
  show(seen: Seen | null, shade: Shade): void {
    this.seen = seen;
    this.shade = shade;
    this.drawn = null;
    this.map?.triggerRepaint();
  }

  onAdd(map: MapLibre, gl: WebGLRenderingContext): void {
    this.map = map;
    this.own = painter(gl);
    this.drawn = null;
    // What was stretched while the map moved is drawn sharp when it stands.
    map.on("moveend", () => map.triggerRepaint());
  }

  onRemove(): void {
    this.map = null;
    this.own = null;
  }

  render(gl: WebGLRenderingContext): void {
    const { map, own, seen } = this;
    if (!map || !own || !seen?.points.n) return;
    const now = this.view(map);
    const moving = map.isMoving() && performance.now() - this.drawnAt < PATIENCE_MS;
    gl.bindTexture(gl.TEXTURE_2D, own.texture);
    if (!this.drawn || (!moving && !same(this.drawn, now))) this.draw(gl, now, seen, map.getZoom());
    gl.useProgram(own.program);
    gl.uniform4fv(own.box, corners(this.drawn!, now));
    gl.bindBuffer(gl.ARRAY_BUFFER, own.corners);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    gl.disable(gl.DEPTH_TEST);
    gl.disable(gl.STENCIL_TEST);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  private draw(gl: WebGLRenderingContext, now: View, seen: Seen, zoom: number): void {
    const marks = stamps(this.shade, zoom, seen.points.n, ratio());
    const moved = this.drawn && gone(this.drawn, now);
    if (this.drawn && moved) {
      // From where it was, not from where the map says it is: no mark may fall into another pixel.
      this.drawn = { ...this.drawn, left: this.drawn.left + moved.right, top: this.drawn.top + moved.down };
      scroll(this.sheet, this.drawn, moved.right, moved.down, seen, marks);
    } else {
      const many = now.width * now.height;
      if (this.sheet.length === many) this.sheet.fill(0);
      else this.sheet = new Uint32Array(many);
      paint(this.sheet, now, seen, marks);
      this.drawn = now;
    }
    gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, true);
    const bytes = new Uint8Array(this.sheet.buffer);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, now.width, now.height, 0, gl.RGBA, gl.UNSIGNED_BYTE, bytes);
    if (!this.drawnAt) requestAnimationFrame(this.onDrawn);
    this.drawnAt = performance.now();
  }

  /** What of the world the map shows, in the pixels of the screen. */
  private view(map: MapLibre): View {
    const { clientWidth, clientHeight } = map.getContainer();
    const [width, height] = [Math.round(clientWidth * ratio()), Math.round(clientHeight * ratio())];
    const world = TILE * 2 ** map.getZoom() * ratio();
    const { lng, lat } = map.getCenter();
    const { x, y } = spot(lng, lat);
    return { left: x * world - width / 2, top: y * world - height / 2, world, width, height };
  }
}

/** Pixels of the screen for one of the page. */
export function ratio(): number {
  return Math.min(MOST_RATIO, devicePixelRatio);
}

function alike(one: View, other: View): boolean {
  return one.world === other.world && one.width === other.width && one.height === other.height;
}

function same(one: View, other: View): boolean {
  return alike(one, other) && Math.abs(one.left - other.left) < EXACT && Math.abs(one.top - other.top) < EXACT;
}

/** How many whole pixels the map has gone since; null where it is another view, or a far one. */
function gone(before: View, now: View): { right: number; down: number } | null {
  const [right, down] = [Math.round(now.left - before.left), Math.round(now.top - before.top)];
  const whole = Math.abs(now.left - before.left - right) < EXACT && Math.abs(now.top - before.top - down) < EXACT;
  const near = Math.abs(right) < now.width && Math.abs(down) < now.height;
  return alike(before, now) && whole && near ? { right, down } : null;
}

/** Where a sheet lies on the map now, in clip space: its upper left, its lower right. */
function corners(sheet: View, now: View): [number, number, number, number] {
  const grown = now.world / sheet.world;
  const across = (x: number): number => (2 * (x * grown - now.left)) / now.width - 1;
  const down = (y: number): number => 1 - (2 * (y * grown - now.top)) / now.height;
  return [across(sheet.left), down(sheet.top), across(sheet.left + sheet.width), down(sheet.top + sheet.height)];
}
