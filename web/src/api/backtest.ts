/** The back-test's report as the API gives it. */

export interface Method {
  name: string;
  text: string;
  kind: "model" | "baseline";
}

export interface Metric {
  key: string;
  label: string;
  definition: string;
  higher_is_better: boolean;
}

export interface Pooled {
  method: string;
  metric: string;
  value: number | null;
  lo: number | null;
  hi: number | null;
}

export interface Fold {
  fold: number;
  from: string;
  to: string;
  visits: number;
  positives: number;
  values: { method: string; metric: string; value: number | null; lo?: number | null; hi?: number | null }[];
}

export interface Area {
  area: string;
  name: string;
  visits: number;
  positives: number;
  recall: number | null;
  burden: number | null;
}

export interface Check {
  key: string;
  label: string;
  value: number | string | null;
  expected: number | string | null;
  ok: boolean;
}

export interface Backtest {
  target: string;
  title: string;
  generated_at: string;
  population: { visits: number; positives: number; base_rate: number; from: string; to: string };
  verdict: { ok: boolean; text: string };
  methods: Method[];
  metrics: Metric[];
  pooled: Pooled[];
  folds: Fold[];
  gains: { method: string; points: [number, number][] }[];
  calibration: { predicted: number; observed: number; n: number }[];
  areas: Area[];
  checks: Check[];
  importance: { feature: string; text: string; gain: number }[];
  notes: string[];
}
