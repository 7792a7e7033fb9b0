/** The open alarms of a city, kept as they are: told live, asked for again where the line is down. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from "vue";
import type { Problem } from "@/api/client";
import { call, problemOf, urlOf } from "@/api/typed";
import { language } from "@/state/preferences";
import { calls, rowOf, unpack, type AlarmLine, type Row } from "./alarms";

const POLL_MS = 10_000;
const AGAIN_MS = 5_000;
const LIVE = "/api/cities/{city}/watch/alarms/live";

/** How the desk hears of changes: told as they happen, asking now and then, or not at all. */
export type Line = "connecting" | "live" | "polling" | "down";

export interface Alarms {
  rows: ShallowRef<readonly Row[] | null>;
  line: Ref<Line>;
  /** When the list was last known to be right, in milliseconds since 1970. */
  at: Ref<number>;
  problem: ShallowRef<Problem | null>;
  reload: () => Promise<void>;
}

/** @param heard what is done with alarms that ask for somebody at once and are new here. */
export function useAlarms(city: () => string, heard: (rows: Row[]) => void): Alarms {
  const rows = shallowRef<readonly Row[] | null>(null);
  const line = ref<Line>("connecting");
  const at = ref(0);
  const problem = shallowRef<Problem | null>(null);
  let known = new Map<number, Row>();
  let source: EventSource | null = null;
  let [again, poll, frame] = [0, 0, 0];
  /** Which city and language is spoken of: answers to an earlier one are thrown away. */
  let turn = 0;

  /** However many changes come at a time, the list is drawn once. */
  function show(): void {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => (rows.value = [...known.values()]));
  }
  function announce(now: Iterable<Row>): void {
    const fresh = [...now].filter((row) => calls(row) && !(known.has(row.number) && calls(known.get(row.number)!)));
    if (fresh.length) heard(fresh);
  }
  async function load(): Promise<void> {
    const mine = turn;
    try {
      const { data } = await call("get", "/api/cities/{city}/watch/alarms/packed", { path: { city: city() } });
      if (mine !== turn) return;
      const read = unpack(data);
      if (rows.value !== null) announce(read);
      known = new Map(read.map((row) => [row.number, row]));
      [problem.value, at.value] = [null, Date.now()];
      rows.value = read;
    } catch (fault) {
      if (mine === turn) problem.value = problemOf(fault);
    }
  }
  function take(body: { changed: AlarmLine[]; gone: number[] }): void {
    const changed = body.changed.map(rowOf);
    announce(changed);
    for (const row of changed) known.set(row.number, row);
    for (const number of body.gone) known.delete(number);
    at.value = Date.now();
    show();
  }
  async function ask(): Promise<void> {
    await load();
    if (line.value !== "live") line.value = problem.value ? "down" : "polling";
  }
  function lost(): void {
    if (line.value === "live" || line.value === "connecting") void ask();
    line.value = problem.value ? "down" : "polling";
    poll ||= window.setInterval(() => void ask(), POLL_MS);
    // The browser tries again by itself, unless it was turned away.
    if (source?.readyState === EventSource.CLOSED) again ||= window.setTimeout(connect, AGAIN_MS);
  }
  function found(): void {
    window.clearInterval(poll);
    poll = 0;
    line.value = "live";
  }
  function connect(): void {
    window.clearTimeout(again);
    again = 0;
    source?.close();
    const mine = (source = new EventSource(urlOf(LIVE, { path: { city: city() } })));
    const on = (name: string, act: (body: never) => void): void => {
      mine.addEventListener(name, (event) => mine === source && act(JSON.parse((event as MessageEvent<string>).data) as never));
    };
    mine.onopen = () => mine === source && found();
    mine.onerror = () => mine === source && lost();
    on("begin", () => void load());
    on("reset", () => void load());
    on("alarms", take);
    on("end", () => {
      mine.close();
      lost();
    });
  }
  function stop(): void {
    turn += 1;
    source?.close();
    source = null;
    window.clearTimeout(again);
    window.clearInterval(poll);
    cancelAnimationFrame(frame);
    again = poll = 0;
  }
  watch([city, language], ([now], before) => {
    stop();
    if (now !== before[0]) rows.value = null;
    line.value = "connecting";
    void load();
    connect();
  }, { immediate: true });
  onScopeDispose(stop);
  return { rows, line, at, problem, reload: load };
}
