import { createApp } from "vue";
import "@/styles/tokens.css";
import "@/styles/base.css";
import "./field.css";
import FieldApp from "./FieldApp.vue";

createApp(FieldApp).mount("#app");
if ("serviceWorker" in navigator) {
  // Without it the page works as long as there is signal.
  navigator.serviceWorker.register("./sw.js").catch(() => undefined);
}
