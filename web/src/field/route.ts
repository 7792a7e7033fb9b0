/**
 * The way for the day: in which order to walk to the tasks, from where one stands.
 *
 * It is found here and not by the server, since only the phone knows where it stands, with or without
 * signal, and what was done with it already; and since the position needn't be sent for it. Distances
 * are straight (`place.ts`): what a phone holds for a day without signal knows of no streets.
 *
 * Of all orders one with a small sum is sought, in which each metre walked counts once, and `weight`
 * times more for each task still waiting (`cases/data/field.toml`): first always the nearest by metres
 * over its weight, then, as long as that makes the sum smaller, a part of the way is turned round
 * (2-opt) or a stop is put elsewhere. For the tasks of a day, 60 at most, that takes milliseconds.
 */
import { metres } from "./place";

export interface Spot {
  lon: number;
  lat: number;
}
export interface Stop extends Spot {
  weight: number;
}
const ROUNDS = 50;
/** Less than this (metres) isn't worth another turn. */
const WORTH = 0.001;

/** Return the places of `stops` in the order to walk them. */
export function wayThrough(start: Spot, stops: readonly Stop[]): number[] {
  const far = [start, ...stops].map((from) => stops.map(({ lon, lat }) => metres(from, lon, lat)));
  const leg = (from: number, to: number): number => far[from + 1]?.[to] ?? 0;
  const weights = stops.map((each) => each.weight);
  const cost = (way: readonly number[]): number => {
    let [sum, pressing, from] = [0, weights.reduce((all, each) => all + each, 0), -1];
    for (const to of way) {
      sum += leg(from, to) * (1 + pressing);
      pressing -= weights[to] ?? 0;
      from = to;
    }
    return sum;
  };
  return untangled(nearestFirst(weights, leg), cost);
}

function nearestFirst(weights: readonly number[], leg: (from: number, to: number) => number): number[] {
  const [way, left] = [[] as number[], new Set(weights.keys())];
  while (left.size) {
    const from = way.at(-1) ?? -1;
    const price = (to: number): number => leg(from, to) / (1 + (weights[to] ?? 0));
    const next = [...left].reduce((best, each) => (price(each) < price(best) ? each : best));
    left.delete(next);
    way.push(next);
  }
  return way;
}

function untangled(way: number[], cost: (way: readonly number[]) => number): number[] {
  let [best, least] = [way, cost(way)];
  for (let round = 0, better = true; better && round < ROUNDS; round += 1) {
    better = false;
    for (let first = 0; first < way.length - 1; first += 1) {
      for (let last = first + 1; last < way.length; last += 1) {
        for (const tried of changed(best, first, last)) {
          const sum = cost(tried);
          if (sum < least - WORTH) [best, least, better] = [tried, sum, true];
        }
      }
    }
  }
  return best;
}

/** Return a way with a part of it turned round, with its first stop put last, and its last put first. */
function changed(way: readonly number[], first: number, last: number): number[][] {
  const [before, part, after] = [way.slice(0, first), way.slice(first, last + 1), way.slice(last + 1)];
  const turned = [part.toReversed(), [...part.slice(1), ...part.slice(0, 1)], [...part.slice(-1), ...part.slice(0, -1)]];
  return turned.map((each) => [...before, ...each, ...after]);
}
