/** Where the phone is, and how far that is from something. */
import { onBeforeUnmount, onMounted, shallowRef } from "vue";
import { recall, remember } from "./shelf";

export interface Fix {
  lon: number;
  lat: number;
  /** Metres within which it is likely. */
  accuracy: number;
  at: number;
}
export const fix = shallowRef<Fix | null>(null);
export const refused = shallowRef(false);
const METRES_A_DEGREE = 111_320;
const FRESH_MS = 10 * 60_000;

export function metres(from: { lon: number; lat: number }, lon: number, lat: number): number {
  const east = (lon - from.lon) * Math.cos((from.lat * Math.PI) / 180);
  return Math.hypot(east, lat - from.lat) * METRES_A_DEGREE;
}
/** Return the place so many metres east and north of another. */
export function moved(from: { lon: number; lat: number }, east: number, north: number): { lon: number; lat: number } {
  const lat = from.lat + north / METRES_A_DEGREE;
  return { lat, lon: from.lon + east / METRES_A_DEGREE / Math.cos((from.lat * Math.PI) / 180) };
}

/** Follow the phone's position while the page is open; what it was lately is known at once. */
export function followPlace(): void {
  let watching = 0;
  onMounted(async () => {
    const last = await recall<Fix>("fix");
    if (last && Date.now() - last.at < FRESH_MS) fix.value ??= last;
    if (!("geolocation" in navigator)) return void (refused.value = true);
    watching = navigator.geolocation.watchPosition(
      ({ coords }) => {
        refused.value = false;
        fix.value = { lon: coords.longitude, lat: coords.latitude, accuracy: coords.accuracy, at: Date.now() };
        void remember("fix", fix.value);
      },
      (fault) => (refused.value = fault.code === fault.PERMISSION_DENIED),
      { enableHighAccuracy: true, maximumAge: 10_000, timeout: 30_000 },
    );
  });
  onBeforeUnmount(() => navigator.geolocation?.clearWatch(watching));
}
