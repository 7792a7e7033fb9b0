/** The shapes the API answers with. One file, so that the contract is read in one place. */
import type { FeatureCollection, LineString, MultiPolygon, Polygon } from "geojson";

export const GRADES = ["red", "orange", "yellow", "blue"] as const;
export type Grade = (typeof GRADES)[number];
export type Position = [number, number];

export interface City {
  name: string;
  title: string;
  synthetic: boolean;
  zone: string;
  bounds: [number, number, number, number];
  languages: string[];
  as_of: string | null;
  has: { ranking: boolean; plan: boolean; backtest: boolean };
}

export interface Figure {
  key: string;
  value: number | null;
  unit: string;
  label: string;
  definition: string;
  spark?: number[] | null;
}

export interface Source {
  name: string;
  title: string;
  department: string;
  rows: number;
  quarantined: number;
  last_event: string | null;
  received_at: string | null;
  fresh: boolean;
  guess: string | null;
}

export interface Overview {
  as_of: string | null;
  figures: Figure[];
  sources: Source[];
  grades: Partial<Record<Grade, number>>;
  ranked_by: string | null;
  ranked_by_text: string | null;
}

/** The map's points as columns: a tenth of the bytes of one object a place. */
export interface PremisesColumns {
  id: string[];
  lon: number[];
  lat: number[];
  grade: Grade[];
  score: number[];
  rank: number[];
  name: (string | null)[];
}

export interface RankingItem {
  rank: number;
  asset: string;
  name: string | null;
  address: string | null;
  type: string | null;
  lon: number | null;
  lat: number | null;
  division: string[];
  grade: Grade;
  score: number;
  last_visit: string | null;
  reason: string | null;
  in_plan: boolean;
  random: boolean;
}

export interface Ranking {
  total: number;
  mean_score: number;
  items: RankingItem[];
}

export interface Reason {
  text: string;
  effect: number;
}

export interface Visit {
  day: string;
  found: boolean | null;
  summary: string;
}

export interface Premises {
  asset: string;
  name: string | null;
  address: string | null;
  type: string | null;
  lon: number | null;
  lat: number | null;
  division: string[];
  grade: Grade;
  score: number;
  interval: [number, number] | null;
  mean_score: number;
  rank: number;
  total: number;
  reasons: Reason[];
  visits: Visit[];
  facts: { label: string; value: string }[];
  sources: { title: string; rows: number; last_event: string | null }[];
  route: { team: number; order: number } | null;
}

export interface Stop {
  order: number;
  asset: string;
  name: string | null;
  address: string | null;
  lon: number;
  lat: number;
  arrive: string;
  leave: string;
  minutes: number;
  grade: Grade;
  score: number;
  random: boolean;
  probability: number | null;
  must: boolean;
  appointment: boolean;
  agreed_from: string | null;
  agreed_to: string | null;
}

export interface Team {
  team: number;
  minutes: number;
  drive_minutes: number;
  km: number;
  stops: Stop[];
  line: Position[];
}

export interface Plan {
  date: string;
  teams: Team[];
  random_share: number;
  seed: string;
  unrouted: number;
  overdue: { due: number; planned: number } | null;
  shift_minutes: number;
  exports: { csv: string; gpx: string; sheet: string };
}

export type DivisionProperties = {
  code?: string;
  /** Codes from the root, joined by "/". */
  path?: string;
  level?: string;
  name?: string;
  name_en?: string;
  name_zh?: string;
};
export type Divisions = FeatureCollection<Polygon | MultiPolygon, DivisionProperties>;
export type Basemap = FeatureCollection<
  Polygon | MultiPolygon | LineString,
  { kind: "water" | "road" | "park" | "outline" }
>;

export interface QuarantineRule {
  source: string;
  rule: string;
  text: string;
  count: number;
}

export interface Quarantine {
  total: number;
  by_rule: QuarantineRule[];
  items: {
    id: string;
    source: string;
    row: number;
    column: string | null;
    value: string | null;
    rule: string;
    text: string;
  }[];
}
