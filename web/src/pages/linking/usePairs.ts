/** The pairs that wait, the one on the desk, and the one after it, fetched before it is asked for. */
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from "vue";
import type { Problem } from "@/api/client";
import { call, problemOf, useGet } from "@/api/typed";
import type { LinkPair, PairDetail } from "@/api/types";
import { language } from "@/state/preferences";
import { useKey } from "@/state/useAction";
import { useQuery } from "@/state/query";

const PAGE = 100;
export type Verdict = "same" | "different";

export const nameOf = (pair: LinkPair): string => `${pair.one.record} ${pair.other.record}`;

export interface Pairs {
  list: ReturnType<typeof useGet<"/api/cities/{city}/linking/{kind}/pairs">>;
  items: ComputedRef<LinkPair[]>;
  total: ComputedRef<number>;
  current: ComputedRef<LinkPair | null>;
  detail: ShallowRef<PairDetail | null>;
  problem: ShallowRef<Problem | null>;
  decided: Ref<number>;
  go: (step: number) => void;
  choose: (pair: LinkPair) => void;
  decide: (verdict: Verdict, why: string) => Promise<void>;
}

export function usePairs(city: () => string, kind: () => string): Pairs {
  const { selected } = useQuery();
  const list = useGet("/api/cities/{city}/linking/{kind}/pairs", () =>
    kind() ? { path: { city: city(), kind: kind() }, query: { limit: PAGE } } : null,
  );
  /** Decided on here, though the list may not know it yet. */
  const gone = ref(new Set<string>());
  const items = computed(() => (list.data.value?.items ?? []).filter((each) => !gone.value.has(nameOf(each))));
  const total = computed(() => {
    const listed = list.data.value?.items.length ?? 0;
    return (list.data.value?.total ?? 0) - (listed - items.value.length);
  });
  const at = computed(() => Math.max(0, items.value.findIndex((each) => nameOf(each) === selected.value)));
  const current = computed(() => items.value[at.value] ?? null);
  const detail = shallowRef<PairDetail | null>(null);
  const problem = shallowRef<Problem | null>(null);
  const decided = ref(0);
  const once = useKey();

  const fetched = new Map<string, Promise<PairDetail>>();
  function fetchPair(pair: LinkPair): Promise<PairDetail> {
    const name = `${language.value} ${kind()} ${nameOf(pair)}`;
    const known = fetched.get(name);
    if (known) return known;
    const asked = call("get", "/api/cities/{city}/linking/{kind}/pair", {
      path: { city: city(), kind: kind() },
      query: { one: pair.one.record, other: pair.other.record },
    }).then((heard) => heard.data);
    fetched.set(name, asked);
    asked.catch(() => fetched.delete(name));
    return asked;
  }

  watch(
    () => [current.value && nameOf(current.value), language.value, kind()],
    async () => {
      const pair = current.value;
      if (!pair) return void (detail.value = null);
      const wanted = nameOf(pair);
      try {
        const told = await fetchPair(pair);
        if (current.value && nameOf(current.value) === wanted) detail.value = told;
        const next = items.value[at.value + 1];
        if (next) void fetchPair(next).catch(() => undefined);
      } catch (fault) {
        if (current.value && nameOf(current.value) === wanted) problem.value = problemOf(fault);
      }
    },
    { immediate: true },
  );

  const choose = (pair: LinkPair): void => void (selected.value = nameOf(pair));
  function go(step: number): void {
    const next = items.value[Math.min(Math.max(at.value + step, 0), items.value.length - 1)];
    if (next) choose(next);
  }

  async function decide(verdict: Verdict, why: string): Promise<void> {
    const pair = current.value;
    if (!pair) return;
    problem.value = null;
    const next = items.value[at.value + 1] ?? items.value[at.value - 1];
    // The next one is shown at once; if this one is refused, it comes back.
    gone.value = new Set([...gone.value, nameOf(pair)]);
    selected.value = next ? nameOf(next) : "";
    const body = { one: pair.one.record, other: pair.other.record, verdict, why };
    const path = { city: city(), kind: kind() };
    try {
      await once(body, (key) => call("post", "/api/cities/{city}/linking/{kind}/decisions", { path, body, key }));
      decided.value += 1;
      list.reload();
    } catch (fault) {
      gone.value = new Set([...gone.value].filter((each) => each !== nameOf(pair)));
      selected.value = nameOf(pair);
      problem.value = problemOf(fault);
    }
  }
  return { list, items, total, current, detail, problem, decided, go, choose, decide };
}
