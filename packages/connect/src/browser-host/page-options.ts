import type { PageStorage } from '../page-storage.ts';
import type { BrowserHostOptions } from './contract.ts';
import type { Ends } from './ends.ts';

/** The options of each member in a page. */
export interface PageMemberOptions extends BrowserHostOptions {
  readonly records: PageStorage;
  readonly ends: Ends;
}
