/** One MapLibre map: its worker, its life, its theme. */
import * as maplibregl from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import "maplibre-gl/dist/maplibre-gl.css";
import type { FeatureCollection } from "geojson";
import { onBeforeUnmount, onMounted, shallowRef, watch, type Ref, type ShallowRef } from "vue";
import { supplyImages } from "./images";
import { EMPTY, layers, style, type SourceName } from "./layers";
import type { Shade } from "./palette";

maplibregl.setWorkerUrl(workerUrl);

export type Bounds = [number, number, number, number];

interface Wanted {
  bounds: () => Bounds;
  shade: () => Shade;
  crowded: () => boolean;
  title: () => string;
  /** Height at the bottom that something covers. */
  covered: () => number;
  /** Height at the top to leave free. */
  overhead: () => number;
}

/** Set what the layers of the new theme say; data and camera stay. */
function repaint(map: maplibregl.Map, shade: Shade, crowded: boolean): void {
  for (const layer of layers(shade, crowded)) {
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

  function fit(bounds: Bounds = wanted.bounds(), animate = false): void {
    const padding = { top: wanted.overhead(), left: 24, right: 24, bottom: 24 + wanted.covered() };
    map?.fitBounds(bounds, { padding, maxZoom: 15, duration: 400, animate });
  }

  onMounted(() => {
    if (!box.value) return;
    map = new maplibregl.Map({
      container: box.value,
      style: style(wanted.shade()),
      bounds: wanted.bounds(),
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      renderWorldCopies: false,
      fadeDuration: 0,
      locale: { "Map.Title": wanted.title() },
    });
    map.touchZoomRotate.disableRotation();
    map.addControl(new maplibregl.ScaleControl({ unit: "metric", maxWidth: 96 }), "bottom-right");
    supplyImages(map);
    map.on("load", () => {
      fit();
      ready.value = map;
    });
  });
  onBeforeUnmount(() => {
    ready.value = null;
    map?.remove();
  });
  watch([wanted.shade, wanted.crowded, ready], () => {
    if (ready.value) repaint(ready.value, wanted.shade(), wanted.crowded());
  });
  watch(() => wanted.bounds().join(), () => fit());

  function put(source: SourceName, data: FeatureCollection | null): void {
    ready.value?.getSource<maplibregl.GeoJSONSource>(source)?.setData(data ?? EMPTY);
  }
  return { ready, put, fit };
}
