/** The cities the server knows, and the one in the address. */
import { computed, type ComputedRef } from "vue";
import { useRoute } from "vue-router";
import { address } from "@/api/client";
import type { City } from "@/api/types";
import { useApi, type Answer } from "@/api/useApi";
import { language } from "./preferences";

let shared: Answer<City[]> | null = null;

/** Start asking for the cities; called once by the shell, which outlives every page. */
export function startCities(): Answer<City[]> {
  shared = useApi<City[]>(() => address("cities", { lang: language.value }));
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
