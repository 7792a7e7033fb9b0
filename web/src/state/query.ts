/** Selection and filters live in the address, so that a link shows what its sender saw. */
import { computed, type ComputedRef, type WritableComputedRef } from "vue";
import { useRoute, useRouter, type LocationQueryRaw } from "vue-router";
import { GRADES, type Grade } from "@/api/types";
import { isLeaving } from "@/router";

/** Query keys that go along when the page changes. */
export const CARRIED = ["sel", "grade", "division", "text"] as const;

export interface Query {
  selected: WritableComputedRef<string>;
  grades: WritableComputedRef<Grade[]>;
  /** The grades as the API is asked: none when all are wanted. */
  gradesAsked: ComputedRef<readonly Grade[]>;
  value: (key: string, otherwise?: string) => WritableComputedRef<string>;
  set: (changes: Record<string, string>) => void;
}

export function useQuery(): Query {
  const route = useRoute();
  const router = useRouter();

  const read = (key: string): string => {
    const found = route.query[key];
    return typeof found === "string" ? found : "";
  };
  function set(changes: Record<string, string>): void {
    if (isLeaving()) return;
    const query: LocationQueryRaw = { ...route.query };
    for (const [key, text] of Object.entries(changes)) {
      if (text) query[key] = text;
      else delete query[key];
    }
    void router.replace({ query });
  }
  const value = (key: string, otherwise = ""): WritableComputedRef<string> =>
    computed({
      get: () => read(key) || otherwise,
      set: (text) => set({ [key]: text === otherwise ? "" : text }),
    });

  // A text between the address and the array: the array changes only when the text does.
  const gradeText = computed(() => read("grade"));
  const grades = computed<Grade[]>({
    get: () => {
      const wanted = gradeText.value.split(",");
      const chosen = GRADES.filter((grade) => wanted.includes(grade));
      return chosen.length ? chosen : [...GRADES];
    },
    set: (chosen) => set({ grade: chosen.length === GRADES.length ? "" : chosen.join(",") }),
  });
  const gradesAsked = computed(() => (grades.value.length === GRADES.length ? [] : grades.value));
  return { selected: value("sel"), grades, gradesAsked, value, set };
}
