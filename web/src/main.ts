import { createApp, watch } from "vue";
import App from "./App.vue";
import { i18n } from "./i18n";
import { router } from "./router";
import { language } from "./state/preferences";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/tables.css";
import "./styles/forms.css";
import "./styles/workbench.css";

watch(language, (value) => (i18n.global.locale.value = value));
/** What the page needs is fetched while it is asked who is signed in. */
function fetchPage(): void {
  for (const { components } of router.resolve(location.hash.slice(1) || "/").matched) {
    const page = components?.default as (() => Promise<unknown>) | undefined;
    if (typeof page === "function") page().catch(() => undefined);
  }
}

fetchPage();
createApp(App).use(router).use(i18n).mount("#app");
