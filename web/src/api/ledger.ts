/** The ledger as the API gives it. */

export interface Entry {
  seq: number;
  moment: string;
  who: string;
  who_name: string | null;
  for_whom: string | null;
  origin: string | null;
  subject: string;
  act: string;
  text: string;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  why: string | null;
  hash: string;
}

export interface Entries {
  items: Entry[];
  next: string | null;
}

export interface LedgerState {
  entries: number;
  head: string;
  instance: string;
  /** The last entry whose head is kept outside. */
  anchored: number | null;
  anchored_at: string | null;
}
