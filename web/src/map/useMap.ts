/** One MapLibre map: its worker, its life, its theme. */
import type * as maplibregl from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import "maplibre-gl/dist/maplibre-gl.css";
import type { FeatureCollection } from "geojson";
import { onBeforeUnmount, onMounted, shallowRef, watch, type Ref, type ShallowRef } from "vue";
import { NEAREST, type Bounds, type Padding } from "./fit";
import { supplyImages } from "./images";
import { EMPTY, layers, style, type SourceName } from "./layers";
import type { Shade } from "./palette";
import { slide } from "./slide";

/** Large, and busy for a while when it starts. */
async function library(): Promise<typeof maplibregl> {
  const found = await import("maplibre-gl");
  found.setWorkerUrl(workerUrl);
  return found;
}

const SIDE = 24;
/** Wide screens with small pixels have more than the library allows by itself. */
const MOST_CANVAS: [number, number] = [8192, 8192];

interface Wanted {
  bounds: () => Bounds;
  shade: () => Shade;
  title: () => string;
  /** Height at the bottom that something covers. */
  covered: () => number;
  /** Height at the top to leave free. */
  overhead: () => number;
  /** How much wider than what one sees the map is on each side, for dragging; 0 unless given. */
  margin?: number;
  /** What the map leaves the processor to before it starts. */
  after?: Promise<unknown>;
}

/** Set what the layers of the new theme say; data and camera stay. */
function repaint(map: maplibregl.Map, shade: Shade): void {
  for (const layer of layers(shade)) {
    const put = map.setPaintProperty.bind(map) as (id: string, name: string, value: unknown) => void;
    for (const [name, value] of Object.entries(layer.paint ?? {})) put(layer.id, name, value);
    for (const name of ["icon-image", "icon-size"]) {
      const value = (layer.layout as Record<string, unknown> | undefined)?.[name];
      if (value !== undefined) map.setLayoutProperty(layer.id, name as "icon-image", value as string);
    }
  }
}

export function useMap(box: Ref<HTMLElement | undefined>, wanted: Wanted) {
  /** The map, once its style is there. */
  const ready: ShallowRef<maplibregl.Map | null> = shallowRef(null);
  let map: maplibregl.Map | null = null;
  const margin = wanted.margin ?? 0;

  /** The room to leave around what is fitted. */
  function padding(): Padding {
    const side = SIDE + margin;
    return { top: wanted.overhead() + margin, left: side, right: side, bottom: side + wanted.covered() };
  }
  function fit(bounds: Bounds = wanted.bounds(), animate = false): void {
    map?.fitBounds(bounds, { padding: padding(), maxZoom: NEAREST, duration: 400, animate });
  }

  onMounted(async () => {
    await wanted.after;
    const { Map, ScaleControl } = await library();
    if (!box.value) return;
    map = new Map({
      container: box.value,
      style: style(wanted.shade()),
      bounds: wanted.bounds(),
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      renderWorldCopies: false,
      fadeDuration: 0,
      maxCanvasSize: MOST_CANVAS,
      locale: { "Map.Title": wanted.title() },
    });
    map.touchZoomRotate.disableRotation();
    map.addControl(new ScaleControl({ unit: "metric", maxWidth: 96 }), "bottom-right");
    supplyImages(map);
    if (margin) slide(map, margin);
    map.on("style.load", () => {
      fit();
      ready.value = map;
    });
  });
  onBeforeUnmount(() => {
    ready.value = null;
    map?.remove();
  });
  watch(wanted.shade, () => {
    if (ready.value) repaint(ready.value, wanted.shade());
  });
  watch(() => wanted.bounds().join(), () => fit());

  function put(source: SourceName, data: FeatureCollection | null): void {
    ready.value?.getSource<maplibregl.GeoJSONSource>(source)?.setData(data ?? EMPTY);
  }
  return { ready, put, fit, padding };
}
