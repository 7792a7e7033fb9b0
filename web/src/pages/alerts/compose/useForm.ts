/** What somebody fills in to warn people: begun in one of several ways, kept until it is saved. */
import { computed, ref, shallowRef, watch, type ComputedRef, type Ref, type ShallowRef } from "vue";
import type { LocationQuery } from "vue-router";
import { call, problemOf } from "@/api/typed";
import type { Problem } from "@/api/client";
import { useKey } from "@/state/useAction";
import { unique, type Area, type Chosen, type Draft, type Form, type Means, type Version, type Wrong } from "../alerts";
import { later } from "../zoned";

/** The form as it is being filled in: what it is may not be chosen yet. */
export type Filled = Omit<Form, "status"> & { status: Chosen };
export const EMPTY_AREA: Area = { divisions: [], drawings: [], circles: [], sectors: [], names: {} };
const LONGER_H = 2;

interface Begun {
  form: Filled;
  draft: Draft | null;
  number: number | null;
  alarm: number | null;
  /** The message that this one will stand in place of. */
  before: Version | null;
}

async function begin(city: string, query: LocationQuery, means: Means): Promise<Begun> {
  const found = (name: string): number => Number(query[name]) || 0;
  if (found("draft")) {
    const { data } = await call("get", "/api/cities/{city}/alerts/drafts/{draft}", { path: { city, draft: found("draft") } });
    return { form: whole(data.form as Form), draft: data, number: data.number, alarm: data.alarm, before: data.number ? await last(city, data.number) : null };
  }
  if (found("event")) {
    const before = await last(city, found("event"));
    return { form: changed(whole(before.form as Form), String(query.how ?? "")), draft: null, number: found("event"), alarm: before.alarm, before };
  }
  if (found("alarm")) {
    const { data } = await call("get", "/api/cities/{city}/alerts/from-alarm/{alarm}", { path: { city, alarm: found("alarm") } });
    // Whether it is actual is somebody's choice, not the alarm's.
    const form = whole(data.form as Form);
    form.area.circles = form.area.circles.map((each) => ({ ...each, lon: fine(each.lon), lat: fine(each.lat) }));
    return { form: { ...form, status: "" }, draft: null, number: null, alarm: data.alarm, before: null };
  }
  const model = means.templates[0]!;
  const form = whole({ template: model.name, status: "Test", colour: "yellow", expires: later(Date.now(), model.hours) } as Form);
  return { form: { ...form, status: "" }, draft: null, number: null, alarm: null, before: null };
}

/** A degree to about a metre: more digits only hide the place. */
export const fine = (degree: number): number => Math.round(degree * 1e5) / 1e5;

async function last(city: string, number: number): Promise<Version> {
  const { data } = await call("get", "/api/cities/{city}/alerts/{number}", { path: { city, number } });
  return data.versions.at(-1)!;
}

/** A form with all that may be left out. */
function whole(form: Form): Filled {
  return { ...form, area: { ...EMPTY_AREA, ...form.area }, onset: form.onset ?? null, urgency: form.urgency ?? "", certainty: form.certainty ?? "", texts: form.texts ?? {}, all_clear: form.all_clear ?? false, note: form.note ?? "" };
}

function changed(form: Filled, how: string): Filled {
  if (how === "extend") return { ...form, expires: later(Math.max(Date.parse(form.expires), Date.now()), LONGER_H) };
  return { ...form, note: "" };
}

/** What is sent: without texts and names that are the template's own. */
function sent(form: Filled): Form {
  const texts = Object.entries(form.texts).filter(([, each]) => each.headline || each.description || each.instruction);
  const names = Object.entries(form.area.names).filter(([, name]) => name.trim());
  return { ...form, status: form.status as Form["status"], texts: Object.fromEntries(texts), area: { ...form.area, names: Object.fromEntries(names) } };
}

/** What was typed, and over which version of the draft. */
interface Typed {
  of: number;
  form: Filled;
}

export interface Filling {
  form: Ref<Filled | null>;
  problem: ShallowRef<Problem | null>;
  draft: ShallowRef<Draft | null>;
  number: Ref<number | null>;
  alarm: Ref<number | null>;
  before: ShallowRef<Version | null>;
  wrong: ShallowRef<readonly Wrong[]>;
  /** Whether anything was typed since it was last saved. */
  dirty: ComputedRef<boolean>;
  /** Whether the form is one that was left before it was saved. */
  kept: Ref<boolean>;
  /** Whether somebody else saved the draft since that was typed. */
  passed: Ref<boolean>;
  load: () => Promise<void>;
  /** Forget what was left, and begin as the address says. */
  anew: () => Promise<void>;
  save: () => Promise<Draft>;
}

/** @param name by which what was typed is kept in this window, should its page be left. */
export function useFilling(city: () => string, query: () => LocationQuery, means: () => Means | null, name: () => string): Filling {
  const form = ref<Filled | null>(null);
  const [problem, draft, before] = [shallowRef<Problem | null>(null), shallowRef<Draft | null>(null), shallowRef<Version | null>(null)];
  const [number, alarm] = [ref<number | null>(null), ref<number | null>(null)];
  const wrong = shallowRef<readonly Wrong[]>([]);
  const clean = ref("");
  const dirty = computed(() => form.value !== null && JSON.stringify(form.value) !== clean.value);
  const [kept, passed] = [ref(false), ref(false)];
  /** The draft's version that what is typed changes. */
  let of = 0;
  const create = useKey();

  async function load(): Promise<void> {
    const known = means();
    if (!known) return;
    problem.value = null;
    try {
      const begun = await begin(city(), query(), known);
      [draft.value, before.value, number.value, alarm.value] = [begun.draft, begun.before, begun.number, begun.alarm];
      clean.value = JSON.stringify(begun.form);
      const text = sessionStorage.getItem(name());
      const typed = text ? (JSON.parse(text) as Typed) : null;
      const now = begun.draft?.version ?? 0;
      of = typed?.of ?? now;
      kept.value = typed !== null;
      passed.value = of !== now;
      form.value = typed ? typed.form : begun.form;
      if (begun.draft) await look(begun.draft);
    } catch (fault) {
      problem.value = problemOf(fault);
    }
  }
  watch(form, (now) => {
    if (now && dirty.value) sessionStorage.setItem(name(), JSON.stringify({ of, form: now } satisfies Typed));
  }, { deep: true });

  async function look(of: Draft): Promise<void> {
    const { data } = await call("get", "/api/cities/{city}/alerts/drafts/{draft}/preview", { path: { city: city(), draft: of.id } });
    wrong.value = unique(data.problems);
  }
  async function save(): Promise<Draft> {
    const filled = form.value!;
    const [body, text] = [sent(filled), JSON.stringify(filled)];
    const old = draft.value;
    const asked = { form: body, offered: false };
    const { data } = old
      ? await call("put", "/api/cities/{city}/alerts/drafts/{draft}", { path: { city: city(), draft: old.id }, body: asked, etag: `"v${old.version}"` })
      : await create([number.value, asked], (key) => call("post", "/api/cities/{city}/alerts/drafts", { path: { city: city() }, body: { ...asked, number: number.value, alarm: alarm.value }, key }));
    draft.value = data;
    clean.value = text;
    of = data.version;
    kept.value = passed.value = false;
    sessionStorage.removeItem(name());
    await look(data);
    return data;
  }
  function anew(): Promise<void> {
    sessionStorage.removeItem(name());
    return load();
  }
  return { form, problem, draft, number, alarm, before, wrong, dirty, kept, passed, load, anew, save };
}
