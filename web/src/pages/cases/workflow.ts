/** The workflow's table in words, asked once for all pages of cases. */
import { inject, provide, type InjectionKey, type ShallowRef } from "vue";
import { useGet } from "@/api/typed";
import type { Answer } from "@/api/useApi";
import type { Workflow } from "@/api/types";

const KEY: InjectionKey<ShallowRef<Workflow | null>> = Symbol("workflow");

/** Ask for the workflow of a city, for all that lies below this component. */
export function provideWorkflow(city: () => string): Answer<Workflow> {
  const asked = useGet("/api/cities/{city}/cases/workflow", () => (city() ? { path: { city: city() } } : null));
  provide(KEY, asked.data);
  return asked;
}

export function useWorkflow(): ShallowRef<Workflow | null> {
  const found = inject(KEY);
  if (!found) throw new Error("this page stands outside the pages of cases");
  return found;
}
