/*
 * The field page with no signal: its own files are kept on the phone, nothing of the API ever is.
 * The build puts in the list of files and a name that changes with them (vite.config.ts).
 */
const NAME = "anlan-field-__VERSION__";
const FILES = __FILES__;
const HOME = new URL("./", self.location.href).href;
const kept = new Set(FILES.map((file) => new URL(file, HOME).href));

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("anlan-field-") && name !== NAME;
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const place = request.url.split(/[?#]/, 1)[0];
  if (request.method !== "GET") return;
  const wanted = request.mode === "navigate" && place.startsWith(HOME) ? HOME : place;
  if (!kept.has(wanted)) return;
  event.respondWith(caches.open(NAME).then((cache) => cache.match(wanted)).then((found) => found ?? fetch(request)));
});
