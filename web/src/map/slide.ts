/**
 * Dragging by moving the finished picture, which is larger than what one sees of it: the map itself
 * draws anew only when its edge comes near, and then in fewer pixels until the hand lets go. Without
 * a graphics card each drawing costs several frames; moving a picture costs next to none.
 */
import type { Map as MapLibre } from "maplibre-gl";
import { calm } from "@/state/preferences";

/** How much of the margin is used before the map draws anew. */
const NEAR = 0.85;
const COARSE = 0.5;
/** A hand that shakes is none that drags. */
const STILL = 3;
/** How the map runs on: the speed left after each millisecond, and where it counts as none. */
const GLIDE = 0.994;
const SLOW = 0.03;
const RECENT_MS = 60;

interface Spot {
  x: number;
  y: number;
  at: number;
}

/** Let the mouse drag the map; `margin` is how much wider it is than what one sees, on each side. */
export function slide(map: MapLibre, margin: number): void {
  const box = map.getContainer();
  /** The scale stays where it is. */
  const corner = box.querySelector<HTMLElement>(".maplibregl-ctrl-bottom-right");
  let start: Spot | null = null;
  let [before, last]: (Spot | null)[] = [null, null];
  let [offX, offY] = [0, 0];
  let coarse = false;
  let gliding = 0;

  function shift(): void {
    box.style.transform = offX || offY ? `translate(${offX}px, ${offY}px)` : "";
    if (corner) corner.style.transform = offX || offY ? `translate(${-offX}px, ${-offY}px)` : "";
  }
  function anew(): void {
    // By whole pixels, so that what was drawn can be used again.
    const [x, y] = [Math.round(offX), Math.round(offY)];
    [offX, offY] = [offX - x, offY - y];
    if (x || y) map.panBy([-x, -y], { animate: false });
    // In the same breath as the picture goes back to its place, or it would jump.
    map.redraw();
    shift();
  }
  function move(x: number, y: number): void {
    offX += x;
    offY += y;
    if (Math.max(Math.abs(offX), Math.abs(offY)) < margin * NEAR) {
      shift();
      return;
    }
    if (!coarse) map.setPixelRatio(COARSE * devicePixelRatio);
    coarse = true;
    anew();
  }
  function settle(): void {
    cancelAnimationFrame(gliding);
    gliding = 0;
    if (coarse) map.setPixelRatio(devicePixelRatio);
    coarse = false;
    [offX, offY] = [Math.round(offX), Math.round(offY)];
    anew();
  }
  function glide(speedX: number, speedY: number, from: number): void {
    gliding = requestAnimationFrame((at) => {
      const passed = Math.min(50, at - from);
      const left = GLIDE ** passed;
      move(speedX * passed, speedY * passed);
      if (Math.hypot(speedX, speedY) * left < SLOW) settle();
      else glide(speedX * left, speedY * left, at);
    });
  }

  function onDown(event: PointerEvent): void {
    if (gliding) settle();
    const mine = event.pointerType === "mouse";
    if (mine) map.dragPan.disable();
    else map.dragPan.enable();
    if (!mine || event.button !== 0 || event.shiftKey || event.ctrlKey) return;
    start = before = last = { x: event.clientX, y: event.clientY, at: event.timeStamp };
    window.addEventListener("pointermove", onMove);
    window.addEventListener("pointerup", onUp);
    window.addEventListener("pointercancel", onUp);
  }
  function onMove(event: PointerEvent): void {
    if (!start || !last) return;
    const here = { x: event.clientX, y: event.clientY, at: event.timeStamp };
    if (!box.dataset.sliding && Math.hypot(here.x - start.x, here.y - start.y) < STILL) return;
    if (!box.dataset.sliding) map.stop();
    box.dataset.sliding = "true";
    move(here.x - last.x, here.y - last.y);
    if (here.at - (before?.at ?? 0) > RECENT_MS / 2) before = last;
    last = here;
  }
  function onUp(event: PointerEvent): void {
    window.removeEventListener("pointermove", onMove);
    window.removeEventListener("pointerup", onUp);
    window.removeEventListener("pointercancel", onUp);
    if (box.dataset.sliding && before && last) {
      const passed = last.at - before.at;
      const fresh = !calm && passed > 0 && event.timeStamp - last.at < RECENT_MS;
      const [x, y] = fresh ? [(last.x - before.x) / passed, (last.y - before.y) / passed] : [0, 0];
      if (Math.hypot(x, y) > SLOW * 10) glide(x, y, performance.now());
      else settle();
    }
    start = before = last = null;
    // The click that ends a drag comes right after, and is none.
    setTimeout(() => delete box.dataset.sliding);
  }
  box.addEventListener("pointerdown", onDown, { capture: true });
  box.addEventListener("wheel", () => gliding && settle(), { capture: true, passive: true });
  map.on("remove", () => {
    cancelAnimationFrame(gliding);
    window.removeEventListener("pointermove", onMove);
    window.removeEventListener("pointerup", onUp);
    window.removeEventListener("pointercancel", onUp);
  });
}
