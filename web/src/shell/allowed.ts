import { NEEDS } from "@/router";
import { EVERYWHERE, may, mayAnywhere } from "@/state/session";

/** Return whether one may open a page; a city's page, in that city. */
export function allowed(page: string, city: string = EVERYWHERE): boolean {
  const needs = NEEDS[page];
  if (!needs) return true;
  return needs.where === "anywhere" ? mayAnywhere(needs.permission) : may(needs.permission, city);
}
