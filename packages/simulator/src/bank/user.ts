/** A user of the client's. */
export interface User {
  /** MX's own: `USR-…`. */
  readonly guid: string;
  /** The client's own; no two users share one. */
  readonly id: string | null;
  readonly email: string | null;
  /** MX reads none of the user's members by itself. Nothing else changes here. */
  readonly isDisabled: boolean;
  readonly metadata: string | null;
  /** How many times it was written. */
  readonly revision: number;
}
