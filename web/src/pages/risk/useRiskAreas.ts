/** Divisions or cells in the colours of their risk, by the index or the worst point, at an hour. */
import { computed, type ComputedRef, type WritableComputedRef } from "vue";
import { useI18n } from "vue-i18n";
import { useGet } from "@/api/typed";
import type { City, Divisions } from "@/api/types";
import { colouredAreas, colouredCells, type Coloured, type Kind, type Level, type PlaceRisk, type Told } from "@/map/riskAreas";
import { count, figure } from "@/state/format";
import { useQuery } from "@/state/query";

const LEVELS: Level[] = ["district", "street", "community", "grid"];

interface Asked {
  city: City | null;
  mode: "points" | "areas" | "cells";
  kind: Kind;
  divisions: Divisions | null;
  /** A moment; empty for now, null for not yet. */
  at: string | null;
}

interface RiskAreas {
  coloured: ComputedRef<Coloured | null>;
  levels: ComputedRef<Level[]>;
  level: ComputedRef<Level>;
  told: WritableComputedRef<string>;
  /** The hour of the day whose people count; empty for that of the moment. */
  hour: WritableComputedRef<string>;
  hourShown: ComputedRef<number | null>;
  formula: ComputedRef<string>;
  chooseLevel: (level: Level) => void;
}

export function useRiskAreas(asked: () => Asked): RiskAreas {
  const { t } = useI18n();
  const { value } = useQuery();
  const [wanted, told, hour] = [value("level"), value("told", "index"), value("hour")];
  const levels = computed(() => {
    const there = new Set(asked().divisions?.features.map((item) => item.properties.level));
    return LEVELS.filter((level) => there.has(level));
  });
  const level = computed(() => levels.value.find((each) => each === wanted.value) ?? levels.value.find((each) => each === "street") ?? levels.value[0] ?? "district");
  const query = computed(() => {
    const at = asked().at;
    return { ...(at ? { at } : {}), ...(hour.value ? { hour: Number(hour.value) } : {}) };
  });
  const ready = (mode: Asked["mode"]): string | null => (asked().mode === mode && asked().at !== null ? (asked().city?.name ?? null) : null);
  const areas = useGet("/api/cities/{city}/risk/areas", () => {
    const city = ready("areas");
    return city ? { path: { city }, query: { level: level.value, ...query.value } } : null;
  }, true);
  const cells = useGet("/api/cities/{city}/risk/cells", () => {
    const city = ready("cells");
    return city ? { path: { city }, query: query.value } : null;
  }, true);
  function say(place: PlaceRisk): string {
    const kind = asked().kind;
    const points = Object.values(place.points).reduce((sum, n) => sum + n, 0);
    const index = figure(kind === "now" ? place.index : place.inherent_index);
    const worst = kind === "now" ? place.worst : place.inherent_worst;
    const people = count(place.people);
    return worst ? t("console.risk.place", { index, points: count(points), worst: t(`grade.${worst}`), people }) : t("console.risk.place.bare", { index, people });
  }
  const coloured = computed(() => {
    const { mode, kind, divisions } = asked();
    const by: Told = told.value === "worst" ? "worst" : "index";
    if (mode === "areas" && areas.data.value && divisions) return colouredAreas(divisions, areas.data.value.areas, kind, by, say);
    if (mode === "cells" && cells.data.value) return colouredCells(cells.data.value.cells, kind, by, say);
    return null;
  });
  const last = computed(() => (asked().mode === "cells" ? cells.data.value : areas.data.value));
  return {
    coloured, levels, level, told, hour,
    hourShown: computed(() => last.value?.hour ?? null),
    formula: computed(() => last.value?.formula ?? ""),
    chooseLevel: (chosen) => (wanted.value = chosen),
  };
}
