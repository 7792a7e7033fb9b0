import { createRouter, createWebHashHistory } from "vue-router";

export const PAGES = ["map", "list", "routes", "backtest", "data"] as const;
export type PageName = (typeof PAGES)[number];

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: "/", name: "home", component: () => import("./pages/HomePage.vue") },
    { path: "/:city", redirect: (to) => ({ path: `${to.path.replace(/\/$/, "")}/map`, query: to.query }) },
    { path: "/:city/map", name: "map", component: () => import("./pages/map/MapPage.vue") },
    { path: "/:city/list", name: "list", component: () => import("./pages/list/ListPage.vue") },
    { path: "/:city/routes", name: "routes", component: () => import("./pages/routes/RoutesPage.vue") },
    { path: "/:city/backtest", name: "backtest", component: () => import("./pages/backtest/BacktestPage.vue") },
    { path: "/:city/data", name: "data", component: () => import("./pages/data/DataPage.vue") },
    { path: "/:rest(.*)*", redirect: "/" },
  ],
});

let leaving = false;
router.beforeEach((to, from) => {
  leaving = to.path !== from.path;
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
