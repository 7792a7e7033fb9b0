/** The ledger as the API gives it; the shapes come from schema.ts. */
import type { components } from "./schema";

export type Entry = components["schemas"]["EntryTold"];
export type Entries = components["schemas"]["Entries"];
export type LedgerState = components["schemas"]["LedgerState"];
