/** The ranked list, fetched page by page as it comes into sight. */
import { computed, reactive, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from "vue";
import { address, Problem, type Values } from "@/api/client";
import type { Ranking, RankingItem } from "@/api/types";
import { useCity } from "./cities";
import { language } from "./preferences";
import { getJson } from "./session";

const PAGE = 60;

export interface LongRanking {
  total: Ref<number | null>;
  problem: ShallowRef<Problem | null>;
  row: (index: number) => RankingItem | undefined;
  ensure: (from: number, to: number) => void;
  indexOf: (asset: string) => number;
  restart: () => void;
  key: ComputedRef<string>;
}

export function useRanking(filters: () => Values): LongRanking {
  const { city } = useCity();
  const total = ref<number | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const rows = reactive(new Map<number, RankingItem>());
  const asked = new Set<number>();
  const key = computed(() => JSON.stringify([city.value?.name, language.value, filters()]));

  async function fetchPage(page: number): Promise<void> {
    if (!city.value?.has.ranking || asked.has(page)) return;
    asked.add(page);
    const mine = key.value;
    const values = { ...filters(), lang: language.value, limit: PAGE, offset: page * PAGE };
    try {
      const answer = await getJson<Ranking>(address(`cities/${encodeURIComponent(city.value.name)}/ranking`, values));
      if (mine !== key.value) return;
      total.value = answer.total;
      problem.value = null;
      answer.items.forEach((item, i) => rows.set(page * PAGE + i, item));
    } catch (fault) {
      if (mine !== key.value) return;
      asked.delete(page);
      problem.value = fault instanceof Problem ? fault : new Problem("server", String(fault));
    }
  }

  function ensure(from: number, to: number): void {
    for (let page = Math.floor(Math.max(0, from) / PAGE); page * PAGE <= to; page++) void fetchPage(page);
  }
  function restart(): void {
    rows.clear();
    asked.clear();
    total.value = null;
    problem.value = null;
    ensure(0, 0);
  }
  watch(key, restart, { immediate: true });

  function indexOf(asset: string): number {
    for (const [index, item] of rows) if (item.asset === asset) return index;
    return -1;
  }
  return { total, problem, row: (index) => rows.get(index), ensure, indexOf, restart, key };
}
