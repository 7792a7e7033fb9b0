/** What changed, as pairs that can be read: a value of any kind in one line. */

export function told(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (Array.isArray(value)) return value.map(told).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

export interface Fact {
  name: string;
  before: string | null;
  after: string | null;
}

/** Return each field of an entry with what it was and what it became; null where it wasn't told. */
export function changes(before: Record<string, unknown> | null, after: Record<string, unknown> | null): Fact[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  return [...names].map((name) => ({
    name,
    before: before && name in before ? told(before[name]) : null,
    after: after && name in after ? told(after[name]) : null,
  }));
}
