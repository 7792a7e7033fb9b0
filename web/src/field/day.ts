/** The tasks of the day as they are listed: by deadline, or as stops of a way. */
import { computed, ref, shallowRef, watch } from "vue";
import { dueOf, type Due } from "./due";
import { kit, tasks, type Task } from "./kit";
import { all } from "./outbox";
import { fix, metres } from "./place";
import { wayThrough, type Spot } from "./route";
import { standOf, type Stand } from "./stand";

export type Order = "route" | "due";
export interface Listed {
  task: Task;
  stand: Stand;
  /** Its number on the way, and how far it is from the stop before; 0 where it is no stop. */
  stop: number;
  leg: number;
}
const KEPT = "anlan.field.order";
export const order = ref<Order>(localStorage.getItem(KEPT) === "due" ? "due" : "route");
watch(order, (now) => localStorage.setItem(KEPT, now));

/** Where the way begins: it stays for some steps, so that the list doesn't change under the thumb. */
const start = shallowRef<Spot | null>(null);
watch(fix, (now) => {
  const enough = kit.value?.route.anew_metres ?? 0;
  if (now && (!start.value || metres(start.value, now.lon, now.lat) > enough)) start.value = now;
}, { immediate: true });

const toDo = ({ task, stand }: Pick<Listed, "task" | "stand">): boolean => stand.options.length > 0 && task.lon !== null && task.lat !== null;
/** The numbers of what is left to do, in the order to walk; only what matters to it finds it anew. */
const way = computed<string[]>(() => {
  const rule = kit.value?.route ?? { overdue: 0, near: 0, other: 0 };
  const left = (kit.value?.tasks ?? []).filter((task) => toDo({ task, stand: standOf(task, all.value) }));
  const weights: Record<Due, number> = { over: rule.overdue, near: rule.near, time: rule.other, none: rule.other };
  const stops = left.map((task) => ({ lon: Number(task.lon), lat: Number(task.lat), weight: weights[dueOf(task)] }));
  const first = stops[0];
  return first ? wayThrough(start.value ?? first, stops).flatMap((each) => left[each]?.number ?? []) : [];
});
const listed = computed<Listed[]>(() => tasks.value.map((task) => ({ task, stand: standOf(task, all.value), stop: 0, leg: 0 })));

/** The stops of the way, then what has no place, then what only waits to be sent. */
const byRoute = computed<Listed[]>(() => {
  const known = new Map(listed.value.map((each) => [each.task.number, each]));
  let from = start.value;
  const walked = way.value.flatMap((number, n) => {
    const found = known.get(number);
    if (!found) return [];
    const spot = { lon: Number(found.task.lon), lat: Number(found.task.lat) };
    const leg = from ? metres(from, spot.lon, spot.lat) : 0;
    from = spot;
    return [{ ...found, stop: n + 1, leg }];
  });
  const rest = listed.value.filter((each) => !toDo(each));
  return [...walked, ...rest.sort((a, b) => b.stand.options.length - a.stand.options.length)];
});
export const day = computed(() => (order.value === "route" ? byRoute.value : listed.value));
export const walk = computed(() => {
  const stops = day.value.filter((each) => each.stop);
  return { stops: stops.length, metres: stops.reduce((sum, each) => sum + each.leg, 0), here: start.value !== null };
});
