import type { PageStorage } from '../page-storage.ts';
import type { BrowserHostOptions } from './contract.ts';
import type { Ends } from './ends.ts';

/** What each member of a page is given. */
export interface PageMemberOptions extends BrowserHostOptions {
  readonly records: PageStorage;
  readonly ends: Ends;
}
