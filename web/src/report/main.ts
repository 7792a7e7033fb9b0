import { createApp } from "vue";
import ReportApp from "./ReportApp.vue";
import "@/styles/tokens.css";
import "./report.css";

createApp(ReportApp).mount("#app");
