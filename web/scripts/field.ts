/** Write the field page's service worker with the list of the files it keeps on the phone. */
import type { Plugin, Rollup } from "vite";

const PAGE = "field/index.html";
const ALWAYS = ["./", "./manifest.json", "./icon-192.png", "../favicon.svg"];

export function fieldWorker(template: string): Plugin {
  return {
    name: "anlan-field-worker",
    apply: "build",
    generateBundle: {
      order: "post",
      async handler(_options, bundle) {
        const chunks = Object.values(bundle).filter((each) => each.type === "chunk");
        const entry = chunks.find((each) => each.facadeModuleId?.endsWith(PAGE));
        const page = bundle[PAGE];
        if (!entry || page?.type !== "asset") throw new Error("the field page wasn't built");
        const names = filesOf(entry, bundle);
        const files = [...ALWAYS, ...names.map((name) => `../${name}`)];
        // Names hold a digest of what is in them; the page itself has none.
        const all = new TextEncoder().encode(JSON.stringify(files) + String(page.source));
        const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", all)).slice(0, 6);
        const version = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
        const written = await this.fs.readFile(template, { encoding: "utf8" });
        const source = written.replace("__VERSION__", version).replace("__FILES__", JSON.stringify(files));
        this.emitFile({ type: "asset", fileName: "field/sw.js", source });
      },
    },
  };
}

/** What a chunk needs before it runs: itself, what it imports, and their styles. */
function filesOf(entry: Rollup.OutputChunk, bundle: Rollup.OutputBundle): string[] {
  const found = new Set<string>();
  const waiting = [entry.fileName];
  for (let name = waiting.pop(); name; name = waiting.pop()) {
    const chunk = bundle[name];
    if (found.has(name) || chunk?.type !== "chunk") continue;
    found.add(name);
    waiting.push(...chunk.imports);
    chunk.viteMetadata?.importedCss.forEach((file) => found.add(file));
  }
  return [...found];
}
