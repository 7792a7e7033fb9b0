/** What every map of the city is drawn from. */
import type { Basemap, Divisions, Plan, PremisesColumns } from "@/api/types";
import type { Answer } from "@/api/useApi";
import { useCity } from "./cities";
import { may } from "./session";
import { useCityApi } from "./useCityApi";

export interface MapData {
  basemap: Answer<Basemap>;
  divisions: Answer<Divisions>;
  premises: Answer<PremisesColumns>;
  plan: Answer<Plan>;
}

export function useMapData(): MapData {
  const { city } = useCity();
  return {
    basemap: useCityApi<Basemap>(() => "basemap"),
    divisions: useCityApi<Divisions>(() => "divisions"),
    premises: useCityApi<PremisesColumns>(() => (city.value?.has.ranking ? "premises" : null)),
    plan: useCityApi<Plan>(() => (city.value?.has.plan && may("plan.read", city.value.name) ? "plan" : null)),
  };
}
