/** One thing the page asks for: whether it is under way, and why it failed, as a sentence and how to mend it. */
import { ref, shallowRef } from "vue";
import { Problem } from "@/api/client";
import { t } from "./texts";

export interface Fault {
  code: string;
  text: string;
  help: string;
  /** Whether it may have been done without our hearing of it. */
  unheard: boolean;
}

export function faultOf(error: unknown): Fault {
  const found = error instanceof Problem ? error : new Problem("server", "");
  const ours = found.kind === "offline" || found.kind === "server";
  return {
    code: found.told.code ?? found.kind,
    text: ours ? t(`fault.${found.kind}`) : found.detail || (found.told.title ?? ""),
    help: ours ? t(`fault.${found.kind}.help`) : "",
    unheard: found.unheard,
  };
}

export function useTry() {
  const busy = ref(false);
  const fault = shallowRef<Fault | null>(null);
  async function run(what: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false;
    [busy.value, fault.value] = [true, null];
    try {
      await what();
      return true;
    } catch (error) {
      fault.value = faultOf(error);
      return false;
    } finally {
      busy.value = false;
    }
  }
  return { busy, fault, run };
}
