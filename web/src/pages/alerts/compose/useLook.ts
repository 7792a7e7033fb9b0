/** An area as the server understands it, looked at again whenever it changes. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from "vue";
import type { Problem } from "@/api/client";
import { call, problemOf } from "@/api/typed";
import { language } from "@/state/preferences";
import type { Area, AreaTold } from "../alerts";

const PAUSE_MS = 350;

interface Look {
  seen: ShallowRef<AreaTold | null>;
  problem: ShallowRef<Problem | null>;
  looking: Ref<boolean>;
}

export function useLook(city: () => string, area: () => Area | null): Look {
  const [seen, problem, looking] = [shallowRef<AreaTold | null>(null), shallowRef<Problem | null>(null), ref(false)];
  let timer = 0;
  let running: AbortController | null = null;

  async function look(of: Area): Promise<void> {
    running?.abort();
    const mine = (running = new AbortController());
    looking.value = true;
    try {
      const { data } = await call("post", "/api/cities/{city}/alerts/area", { path: { city: city() }, body: { area: of }, signal: mine.signal });
      if (mine === running) [seen.value, problem.value] = [data, null];
    } catch (fault) {
      if (mine === running) [seen.value, problem.value] = [null, problemOf(fault)];
    } finally {
      if (mine === running) looking.value = false;
    }
  }
  watch(() => [JSON.stringify(area()), language.value], ([text]) => {
    window.clearTimeout(timer);
    const now = area();
    if (!now || !text || !(now.divisions.length + now.drawings.length + now.circles.length + now.sectors.length)) {
      running?.abort();
      running = null;
      [seen.value, problem.value, looking.value] = [null, null, false];
      return;
    }
    timer = window.setTimeout(() => void look(now), PAUSE_MS);
  }, { immediate: true });
  onScopeDispose(() => {
    window.clearTimeout(timer);
    running?.abort();
  });
  return { seen, problem, looking };
}
