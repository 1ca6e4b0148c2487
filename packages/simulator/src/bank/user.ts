/** A user of the client. */
export interface User {
  /** The guid at MX: `USR-…`. */
  readonly guid: string;
  /** The client's id. No two users share one. */
  readonly id: string | null;
  readonly email: string | null;
  /** MX starts no daily jobs for the user's members. Nothing else changes here. */
  readonly isDisabled: boolean;
  readonly metadata: string | null;
  /** How often it was written. */
  readonly revision: number;
}
