/** The cities the server knows, and the one in the address. */
import { computed, ref, watch, type ComputedRef } from "vue";
import { useRoute } from "vue-router";
import { address } from "@/api/client";
import type { City } from "@/api/types";
import { useApi, type Answer } from "@/api/useApi";
import { language } from "./preferences";
import { signedIn } from "./session";

let shared: Answer<City[]> | null = null;
const last = ref("");

/** Start asking for the cities; called once by the shell, which outlives every page. */
export function startCities(): Answer<City[]> {
  shared = useApi<City[]>(() => (signedIn.value ? address("cities", { lang: language.value }) : null));
  const { city } = useCity();
  watch(city, (now) => (last.value = now?.name ?? last.value));
  return shared;
}

export function useCity(): { city: ComputedRef<City | null>; name: ComputedRef<string> } {
  const route = useRoute();
  const name = computed(() => String(route.params.city ?? ""));
  const city = computed(() => shared?.data.value?.find((item) => item.name === name.value) ?? null);
  return { city, name };
}

export function useCities(): ComputedRef<City[]> {
  return computed(() => shared?.data.value ?? []);
}

/** The city whose pages the navigation leads to: the one in the address, else the last one seen. */
export function useNavCity(): ComputedRef<City | null> {
  const { city } = useCity();
  const cities = useCities();
  return computed(
    () =>
      city.value ??
      cities.value.find((item) => item.name === last.value) ??
      cities.value.find((item) => item.has.ranking) ??
      cities.value[0] ??
      null,
  );
}
