import type { Values } from "@/api/client";
import { address } from "@/api/client";
import { useApi, type Answer } from "@/api/useApi";
import { useCity } from "./cities";
import { language } from "./preferences";

/** Ask for a resource of the city in the address, in the language on screen. */
export function useCityApi<T>(path: () => string | null, values: () => Values = () => ({})): Answer<T> {
  const { city } = useCity();
  return useApi<T>(() => {
    const below = path();
    if (city.value === null || below === null) return null;
    return address(`cities/${encodeURIComponent(city.value.name)}/${below}`, {
      lang: language.value,
      ...values(),
    });
  });
}
