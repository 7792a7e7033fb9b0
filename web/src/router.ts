import { createRouter, createWebHashHistory, type RouteLocationRaw } from "vue-router";
import type { Permission } from "./api/types";
import { knownSession } from "./state/session";

export const PAGES = ["map", "list", "routes", "watch", "alerts", "risks", "cases", "evaluation", "backtest", "data", "linking", "divisions"] as const;
export type PageName = (typeof PAGES)[number];
/** The pages of cases, in one section of the navigation. */
export const CASE_PAGES = ["cases", "board", "casemap", "supervision", "hotline", "routing", "sign"] as const;
/** The pages of the register of risks, in one section of the navigation. */
export const RISK_PAGES = ["risks", "hazards", "due", "whatif", "packs", "report"] as const;
/** The pages of early warning, in one section of the navigation. */
export const WATCH_PAGES = ["watch", "playback", "rules", "fleet"] as const;
/** The sections of several pages, by the page that stands for each. */
export const SECTIONS: Partial<Record<string, readonly string[]>> = { watch: WATCH_PAGES, risks: RISK_PAGES, cases: CASE_PAGES };
/** The pages of the installation, which stand beside those of any city. */
export const SYSTEM_PAGES = ["jobs", "ledger", "outbox", "accounts", "why", "system"] as const;
export type SystemPageName = (typeof SYSTEM_PAGES)[number];

/** What each page needs, and whether in the installation itself, in its city, or in any city. */
export const NEEDS: Partial<Record<string, { permission: Permission; where: "installation" | "city" | "anywhere" }>> = {
  map: { permission: "premises.read", where: "city" },
  list: { permission: "premises.read", where: "city" },
  routes: { permission: "plan.read", where: "city" },
  watch: { permission: "alarm.read", where: "city" },
  playback: { permission: "alarm.read", where: "city" },
  watchobject: { permission: "sensing.read", where: "city" },
  rules: { permission: "rule.read", where: "city" },
  fleet: { permission: "fleet.read", where: "city" },
  alerts: { permission: "alert.read", where: "city" },
  alertcompose: { permission: "alert.compose", where: "city" },
  alertdraft: { permission: "alert.read", where: "city" },
  alertevent: { permission: "alert.read", where: "city" },
  risks: { permission: "risk.read", where: "city" },
  hazards: { permission: "risk.read", where: "city" },
  due: { permission: "risk.read", where: "city" },
  whatif: { permission: "risk.read", where: "city" },
  report: { permission: "risk.read", where: "city" },
  packs: { permission: "risk.read", where: "city" },
  cases: { permission: "case.read", where: "city" },
  board: { permission: "case.read", where: "city" },
  casemap: { permission: "case.read", where: "city" },
  supervision: { permission: "case.read", where: "city" },
  routing: { permission: "case.read", where: "city" },
  hotline: { permission: "case.report", where: "city" },
  sign: { permission: "case.read", where: "city" },
  evaluation: { permission: "case.read", where: "city" },
  backtest: { permission: "backtest.read", where: "city" },
  data: { permission: "city.read", where: "city" },
  linking: { permission: "link.read", where: "city" },
  asset: { permission: "asset.read", where: "city" },
  divisions: { permission: "city.read", where: "city" },
  source: { permission: "city.read", where: "city" },
  jobs: { permission: "job.read", where: "anywhere" },
  ledger: { permission: "ledger.read", where: "anywhere" },
  accounts: { permission: "account.read", where: "anywhere" },
  outbox: { permission: "outbox.read", where: "installation" },
  system: { permission: "system.read", where: "installation" },
};

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: "/", name: "home", component: () => import("./pages/HomePage.vue") },
    { path: "/sign-in", name: "signin", component: () => import("./pages/signin/SignInPage.vue") },
    { path: "/me", name: "me", component: () => import("./pages/me/MePage.vue") },
    { path: "/accounts", name: "accounts", component: () => import("./pages/accounts/AccountsPage.vue") },
    { path: "/why", name: "why", component: () => import("./pages/why/WhyPage.vue") },
    { path: "/ledger", name: "ledger", component: () => import("./pages/ledger/LedgerPage.vue") },
    { path: "/jobs", name: "jobs", component: () => import("./pages/jobs/JobsPage.vue") },
    { path: "/outbox", name: "outbox", component: () => import("./pages/outbox/OutboxPage.vue") },
    { path: "/system", name: "system", component: () => import("./pages/system/SystemPage.vue") },
    { path: "/:city", redirect: (to) => ({ path: `${to.path.replace(/\/$/, "")}/map`, query: to.query }) },
    { path: "/:city/map", name: "map", component: () => import("./pages/map/MapPage.vue") },
    { path: "/:city/list", name: "list", component: () => import("./pages/list/ListPage.vue") },
    { path: "/:city/routes", name: "routes", component: () => import("./pages/routes/RoutesPage.vue") },
    {
      path: "/:city/watch",
      component: () => import("./pages/watch/WatchFrame.vue"),
      meta: { section: "watch" },
      children: [
        { path: "", name: "watch", component: () => import("./pages/watch/desk/DeskPage.vue") },
        { path: "map", name: "playback", component: () => import("./pages/watch/playback/PlaybackPage.vue") },
        { path: "objects/:object", name: "watchobject", component: () => import("./pages/watch/object/ObjectPage.vue") },
        { path: "rules", name: "rules", component: () => import("./pages/watch/rules/RulesPage.vue") },
        { path: "fleet", name: "fleet", component: () => import("./pages/watch/fleet/FleetPage.vue") },
      ],
    },
    {
      path: "/:city/alerts",
      component: () => import("./pages/alerts/AlertsFrame.vue"),
      meta: { section: "alerts" },
      children: [
        { path: "", name: "alerts", component: () => import("./pages/alerts/board/BoardPage.vue") },
        { path: "compose", name: "alertcompose", component: () => import("./pages/alerts/compose/ComposePage.vue") },
        { path: "drafts/:draft(\\d+)", name: "alertdraft", component: () => import("./pages/alerts/preview/PreviewPage.vue") },
        { path: ":number(\\d+)", name: "alertevent", component: () => import("./pages/alerts/event/EventPage.vue") },
      ],
    },
    {
      path: "/:city/risks",
      component: () => import("./pages/risk/RiskFrame.vue"),
      meta: { section: "risks" },
      children: [
        { path: "", name: "risks", component: () => import("./pages/risk/RiskMapPage.vue") },
        { path: "hazards", name: "hazards", component: () => import("./pages/risk/HazardsPage.vue") },
        { path: "due", name: "due", component: () => import("./pages/risk/DuePage.vue") },
        { path: "what-if", name: "whatif", component: () => import("./pages/risk/WhatIfPage.vue") },
        { path: "report", name: "report", component: () => import("./pages/risk/ReportPage.vue") },
        { path: "packs", name: "packs", component: () => import("./pages/risk/PacksPage.vue") },
      ],
    },
    {
      path: "/:city/cases",
      component: () => import("./pages/cases/CasesFrame.vue"),
      meta: { section: "cases" },
      children: [
        { path: "", name: "cases", component: () => import("./pages/cases/CasesPage.vue") },
        { path: "board", name: "board", component: () => import("./pages/cases/BoardPage.vue") },
        { path: "map", name: "casemap", component: () => import("./pages/cases/map/CaseMapPage.vue") },
        { path: "supervision", name: "supervision", component: () => import("./pages/cases/SupervisionPage.vue") },
        { path: "hotline", name: "hotline", component: () => import("./pages/cases/hotline/HotlinePage.vue") },
        { path: "sign", name: "sign", component: () => import("./pages/cases/sign/SignPage.vue") },
        { path: "routing", name: "routing", component: () => import("./pages/cases/routing/RoutingPage.vue") },
      ],
    },
    { path: "/:city/evaluation", name: "evaluation", component: () => import("./pages/evaluation/EvaluationPage.vue") },
    { path: "/:city/backtest", name: "backtest", component: () => import("./pages/backtest/BacktestPage.vue") },
    { path: "/:city/data", name: "data", component: () => import("./pages/data/DataPage.vue") },
    { path: "/:city/linking", name: "linking", component: () => import("./pages/linking/LinkingPage.vue") },
    { path: "/:city/asset/:id", name: "asset", component: () => import("./pages/asset/AssetPage.vue") },
    { path: "/:city/data/:source", name: "source", component: () => import("./pages/data/SourcePage.vue") },
    { path: "/:city/divisions", name: "divisions", component: () => import("./pages/divisions/DivisionsPage.vue") },
    { path: "/:rest(.*)*", redirect: "/" },
  ],
});

/** Return the sign-in page, from which one comes back to where one was. */
export function toSignIn(from: string): RouteLocationRaw {
  return { name: "signin", query: from === "/" ? {} : { next: from } };
}

/** Return where to go after signing in: a page of the console itself, whatever the address says. */
export function afterSignIn(next: unknown): string {
  if (typeof next !== "string" || !/^\/(?![/\\])/.test(next)) return "/";
  const found = router.resolve(next);
  return found.matched.length && found.name !== "signin" ? found.fullPath : "/";
}

const KEPT = "anlan.next";

/** Keep where one wanted to go while one signs in at a provider, which sends back to the first page. */
export function keepNext(next: unknown): void {
  sessionStorage.setItem(KEPT, afterSignIn(next));
}

let leaving = false;
router.beforeEach(async (to, from) => {
  leaving = to.path !== from.path;
  const known = await knownSession();
  if (to.name === "home" && known?.stage === "full") {
    const kept = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    if (kept && kept !== "/") return afterSignIn(kept);
  }
  // Where nobody can tell who is signed in, the shell says so in the page's place.
  if (known === null || to.name === "signin" || known.stage === "full") return true;
  return toSignIn(to.fullPath);
});
router.afterEach(() => {
  leaving = false;
});
router.onError(() => {
  leaving = false;
});

/** True while another page is on its way: what the old page still wants to write would call it off. */
export function isLeaving(): boolean {
  return leaving;
}
