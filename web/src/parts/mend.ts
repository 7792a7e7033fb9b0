import type { Problem } from "@/api/client";

/** How to mend what went wrong: as the server says where it is about values, else in words for people. */
export function mendOf(problem: Problem, t: (key: string) => string): string {
  const { kind, told } = problem;
  if ((kind === "refused" || kind === "changed") && told.mend) return told.mend;
  return t(`console.problem.${kind}.help`);
}
