/** Day and time as the city's clocks show them, whatever this device's say. */
const MINUTE = 60_000;

/** What a field for day and time shows of a moment: "2026-07-01T08:30" in the zone. */
export function localOf(moment: string | null | undefined, zone: string): string {
  if (!moment) return "";
  const at = Date.parse(moment);
  return Number.isNaN(at) ? "" : wall(at, zone);
}

function wall(at: number, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  }).formatToParts(at);
  const part = (type: string): string => parts.find((each) => each.type === type)?.value ?? "00";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour")}:${part("minute")}`;
}

/** The moment that such a field means; null where it is none. */
export function momentOf(local: string, zone: string): string | null {
  const wanted = Date.parse(`${local}:00Z`);
  if (!local || Number.isNaN(wanted)) return null;
  let at = wanted;
  // The second look is for a guess on the other side of a change of the clocks.
  for (let look = 0; look < 2; look++) at += wanted - Date.parse(`${wall(at, zone)}:00Z`);
  return new Date(Math.round(at / MINUTE) * MINUTE).toISOString().replace(".000Z", "Z");
}

/** A moment so many hours after another, to the minute. */
export function later(at: number, hours: number): string {
  return new Date(Math.ceil((at + hours * 60 * MINUTE) / MINUTE) * MINUTE).toISOString().replace(".000Z", "Z");
}
