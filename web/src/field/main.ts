import { createApp } from "vue";
import "@/styles/tokens.css";
import "@/styles/base.css";
import "./field.css";
import FieldApp from "./FieldApp.vue";

createApp(FieldApp).mount("#app");
