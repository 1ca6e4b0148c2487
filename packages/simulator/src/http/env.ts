import type { Version } from './bodies.ts';

/** What a request carries from one step to the next. */
export interface Env {
  Variables: {
    version: Version;
    /** Show the member as it was before its latest change. */
    isStale: boolean | undefined;
    /** The request's body, once it was read. */
    body: string | undefined;
  };
}
