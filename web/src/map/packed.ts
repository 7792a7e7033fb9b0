/** The points of the risk register as the server packs them: some bytes each, without their names. */
import { call, urlOf } from "@/api/typed";
import { useApi, type Answer } from "@/api/useApi";
import { getBytes } from "@/state/session";
import type { Points, Told } from "./points";

const MAGIC = "ARP1";
const HEAD = 32;

export interface Packed {
  n: number;
  id: Uint32Array;
  lon: Float64Array;
  lat: Float64Array;
  /** Places among the four colours, from the lowest. */
  now: Uint8Array;
  inherent: Uint8Array;
}

/** Read what `GET /risk/map/packed` answers. */
export function unpack(body: ArrayBuffer): Packed {
  const head = new DataView(body);
  const magic = String.fromCharCode(...new Uint8Array(body, 0, MAGIC.length));
  if (magic !== MAGIC) throw new Error(`these are no packed points: ${magic}`);
  const n = head.getUint32(4, true);
  const [west, south, step] = [8, 16, 24].map((at) => head.getFloat64(at, true)) as [number, number, number];
  const column = (place: number): Uint32Array => new Uint32Array(body, HEAD + 4 * n * place, n);
  const [gaps, right, up] = [column(0), column(1), column(2)];
  const colours = new Uint8Array(body, HEAD + 12 * n, n);
  const packed = { n, id: new Uint32Array(n), lon: new Float64Array(n), lat: new Float64Array(n), now: new Uint8Array(n), inherent: new Uint8Array(n) };
  let id = 0;
  for (let i = 0; i < n; i++) {
    packed.id[i] = id += gaps[i]!;
    packed.lon[i] = west + right[i]! * step;
    packed.lat[i] = south + up[i]! * step;
    packed.now[i] = colours[i]! & 3;
    packed.inherent[i] = colours[i]! >> 2;
  }
  return packed;
}

/** Keep the city's points as they are on the map, or were at a moment; null asks for nothing. */
export function usePacked(wanted: () => { city: string; at?: string } | null): Answer<Packed> {
  return useApi(
    () => {
      const now = wanted();
      return now && urlOf("/api/cities/{city}/risk/map/packed", { path: { city: now.city }, query: now.at ? { at: now.at } : {} });
    },
    true,
    async (url, signal) => unpack(await getBytes(url, signal)),
  );
}

/** Return the points in the colours of now or without measures; their names are asked for one by one. */
export function pointsOf(city: string, packed: Packed, kind: "now" | "inherent"): Points {
  const { n, lon, lat } = packed;
  const known = new Map<number, Promise<Told | null>>();
  async function ask(id: number): Promise<Told | null> {
    const [found] = (await call("get", "/api/cities/{city}/risk/map/names", { path: { city }, query: { id: [id] } })).data;
    return found ? { code: found.code, title: found.name, value: found.value } : null;
  }
  function tell(point: number): Promise<Told | null> {
    const id = packed.id[point]!;
    const told = known.get(id) ?? ask(id);
    known.set(id, told);
    told.catch(() => known.delete(id));
    return told;
  }
  return { n, lon, lat, colour: packed[kind], tell };
}
