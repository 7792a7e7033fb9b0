import type { Figure } from "@/api/types";
import { count, decimal, share } from "./format";

/** A figure as it is written: shares in per cent, days as days, the rest with its unit. */
export function figure(item: Figure): string {
  if (item.value === null) return "–";
  if (item.unit === "share") return share(item.value, 1);
  const number = Number.isInteger(item.value) ? count(item.value) : decimal(item.value, item.value < 10 ? 2 : 1);
  return item.unit ? `${number} ${item.unit}` : number;
}
