// What a phone adds to the page: it looks again by itself, and finds out what concerns where it is.
// The position is compared here with the shapes of all alerts in force; it is sent to nobody.
const byId = (id) => document.getElementById(id);
const METRES = 111320; // in a degree of latitude
let place = null;

/** Return how far a point is from a segment, in metres; both are in metres around the place. */
function away([ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const length = dx * dx + dy * dy;
  const t = length ? Math.max(0, Math.min(1, -(ax * dx + ay * dy) / length)) : 0;
  return Math.hypot(ax + t * dx, ay + t * dy);
}

/** Return whether the place is in a polygon, or so near to it that it may be: within its error. */
function concerns(polygon) {
  const scale = METRES * Math.cos((place.latitude * Math.PI) / 180);
  let inside = false;
  for (const ring of polygon) {
    const own = ring.map(([x, y]) => [(x - place.longitude) * scale, (y - place.latitude) * METRES]);
    for (let i = 1; i < own.length; i += 1) {
      const [a, b] = [own[i - 1], own[i]];
      if (away(a, b) <= place.accuracy) return true;
      if (a[1] > 0 !== b[1] > 0 && a[0] - (a[1] * (b[0] - a[0])) / (b[1] - a[1]) > 0) inside = !inside;
    }
  }
  return inside;
}

function polygons(shape) {
  if (shape.type === "Polygon") return [shape.coordinates];
  if (shape.type === "MultiPolygon") return shape.coordinates;
  return (shape.geometries || []).flatMap(polygons);
}

function say(name) {
  const text = name ? byId("main").dataset[name] : "";
  if (byId("said").textContent !== text) byId("said").textContent = text;
}

function show(chosen) {
  const all = [...document.querySelectorAll("article")];
  for (const each of all) each.hidden = Boolean(chosen) && !chosen.has(each.dataset.id);
  const button = byId("here");
  button.dataset.here ||= button.textContent;
  button.textContent = chosen ? button.dataset.all : button.dataset.here;
  if (chosen) say(all.some((each) => !each.hidden) ? "here" : "none");
}

/** Show what concerns the place. What can't be found out isn't hidden. */
async function narrow() {
  const lang = document.documentElement.lang.slice(0, 2);
  const answer = await fetch(`${byId("main").dataset.api}?lang=${lang}`);
  if (!answer.ok) throw new Error(String(answer.status));
  const known = (await answer.json()).items;
  const mine = known.filter((each) => !each.shape || polygons(each.shape).some(concerns));
  const ids = new Set(known.map((each) => each.id));
  const chosen = new Set(mine.map((each) => each.id));
  for (const each of document.querySelectorAll("article")) {
    if (!ids.has(each.dataset.id)) chosen.add(each.dataset.id);
  }
  show(chosen);
}

function everything(name) {
  place = null;
  show(null);
  say(name);
}

byId("here").addEventListener("click", () => {
  if (place) return everything("");
  say("finding");
  return navigator.geolocation.getCurrentPosition(
    (found) => {
      place = found.coords;
      narrow().catch(() => everything("offline"));
    },
    (error) => everything(error.code === 1 ? "denied" : "failed"),
    { enableHighAccuracy: true, timeout: 20000, maximumAge: 60000 },
  );
});

const parts = ["alerts", "clear"];
const told = (page) => parts.map((id) => page.getElementById(id).innerHTML).join();
let last = told(document);

/** Take over what has changed; the focus stays where it is, or goes to the beginning. */
async function take(fresh) {
  byId("as-of").replaceWith(fresh.getElementById("as-of"));
  const now = told(fresh);
  if (now === last) return byId("said").textContent === byId("main").dataset.offline ? say("") : null;
  last = now;
  const focused = document.activeElement;
  document.title = fresh.title;
  document.querySelector("h1").replaceWith(fresh.querySelector("h1"));
  for (const id of parts) byId(id).replaceWith(fresh.getElementById(id));
  if (!focused.isConnected) byId("main").focus();
  if (place) await narrow();
  return say("changed");
}

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { cache: "no-cache" });
    if (!answer.ok) throw new Error(String(answer.status));
    await take(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    say("offline");
  }
}

byId("mine").hidden = !navigator.geolocation;
setInterval(look, 1000 * Number(byId("main").dataset.every));
document.addEventListener("visibilitychange", look);
