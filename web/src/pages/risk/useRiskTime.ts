/** The register back in time: the days of the last months, and the moment that is chosen. */
import { computed, type ComputedRef, type WritableComputedRef } from "vue";
import { useGet } from "@/api/typed";
import type { City } from "@/api/types";
import type { components } from "@/api/schema";
import { useQuery } from "@/state/query";

export const SHOWN_DAYS = 91;
type Day = components["schemas"]["RiskDay"];

interface RiskTime {
  days: ComputedRef<Day[]>;
  /** The day shown; empty for now. */
  day: WritableComputedRef<string>;
  /** Its end; empty for now, null while it isn't known yet. */
  at: ComputedRef<string | null>;
  shown: ComputedRef<boolean>;
  toggle: () => void;
}

/** @param city whose register; null asks for nothing. */
export function useRiskTime(city: () => City | null): RiskTime {
  const { value, set } = useQuery();
  const day = value("day");
  const open = value("time");
  const shown = computed(() => open.value === "1" || day.value !== "");
  const since = computed(() => new Date(Date.now() - (SHOWN_DAYS - 1) * 86_400_000).toISOString().slice(0, 10));
  const history = useGet("/api/cities/{city}/risk/history", () => {
    const name = city()?.name;
    return name && shown.value ? { path: { city: name }, query: { since: since.value } } : null;
  });
  const days = computed(() => history.data.value?.days ?? []);
  const at = computed(() => (day.value ? (days.value.find((each) => each.day === day.value)?.end ?? (history.loading.value ? null : "")) : ""));
  const toggle = (): void => set(shown.value ? { day: "", time: "" } : { time: "1" });
  return { days, day, at, shown, toggle };
}
