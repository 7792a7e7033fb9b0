/** What a map of places shows of them: points, areas or cells; of the whole city or of a division. */
import { computed, type ComputedRef, type Ref } from "vue";
import { useI18n } from "vue-i18n";
import type { Divisions } from "@/api/types";
import { useQuery } from "@/state/query";
import { codeOf, nameOf } from "./areas";
import type { MapMode } from "./CityMap.vue";

interface Option {
  value: MapMode;
  text: string;
  hint: string;
}

interface MapModes {
  modes: ComputedRef<Option[]>;
  /** The one that is shown. */
  mode: ComputedRef<MapMode>;
  choose: (mode: MapMode) => void;
  divisionName: ComputedRef<string>;
}

/** @param hint the text that explains a mode. */
export function useMapModes(divisions: Readonly<Ref<Divisions | null>>, hint: (mode: MapMode) => string): MapModes {
  const { t } = useI18n();
  const { value } = useQuery();
  const asked = value("mode", "points");
  const division = value("division");
  const modes = computed(() =>
    (["points", "areas", "cells"] as const)
      .filter((name) => name !== "areas" || divisions.value?.features.length)
      .map((name) => ({ value: name, text: t(`console.map.${name}`), hint: t(hint(name)) })),
  );
  const mode = computed(() => modes.value.find((item) => item.value === asked.value)?.value ?? "points");
  const divisionName = computed(() => {
    const found = divisions.value?.features.find((item) => codeOf(item.properties) === division.value);
    return found ? nameOf(found.properties) : "";
  });
  return { modes, mode, choose: (name) => (asked.value = name), divisionName };
}
