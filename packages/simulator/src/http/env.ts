import type { Version } from './bodies.ts';

/** What a request carries from one middleware to the next. */
export interface Env {
  Variables: {
    version: Version;
    /** Whether to show the member as it was before its latest change. */
    isStale: boolean | undefined;
    /** The request's body, after it was read. */
    body: string | undefined;
  };
}
