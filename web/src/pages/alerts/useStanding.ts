/** What is in force in the city in the address, asked for anew every so often. */
import { computed, type ComputedRef } from "vue";
import { useGet } from "@/api/typed";
import type { Answer } from "@/api/useApi";
import type { components } from "@/api/schema";
import { useLive } from "@/pages/cases/useLive";
import { useCity } from "@/state/cities";
import { may } from "@/state/session";
import type { Standing } from "./alerts";

interface InForce {
  answer: Answer<components["schemas"]["StandingsTold"]>;
  items: ComputedRef<readonly Standing[]>;
}

export function useStanding(): InForce {
  const { city } = useCity();
  const answer = useGet("/api/cities/{city}/alerts/standing", () => {
    const here = city.value;
    return here?.has.alerts && may("alert.read", here.name) ? { path: { city: here.name } } : null;
  }, true);
  useLive(() => void answer.reload());
  return { answer, items: computed(() => answer.data.value?.items ?? []) };
}
