import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";
import { fieldWorker } from "./scripts/field.ts";

const root = new URL(".", import.meta.url).pathname;

export default defineConfig({
  plugins: [vue(), fieldWorker(`${root}src/field/worker.js`)],
  // Relative addresses let the console live behind any prefix of a city's own proxy.
  base: "./",
  resolve: { alias: { "@": `${root}src` } },
  define: {
    __VUE_OPTIONS_API__: "false",
    __VUE_I18N_LEGACY_API__: "false",
    __INTLIFY_PROD_DEVTOOLS__: "false",
  },
  build: {
    outDir: "../src/anlan/api/console",
    emptyOutDir: true,
    target: "es2022",
    // No data: addresses and no inline script, so a strict content security policy fits.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The console, the page for those outside and that for residents; both of these must be small.
    rollupOptions: {
      input: { index: `${root}index.html`, field: `${root}field/index.html`, report: `${root}report/index.html` },
    },
    // MapLibre alone is larger than the default warning; it loads once and is cached.
    chunkSizeWarningLimit: 1300,
  },
  worker: { format: "es" },
  server: {
    fs: { allow: [".."] },
    proxy: { "/api": "http://127.0.0.1:8350" },
  },
});
