import type { Script } from './script.ts';
import { records } from './vectors/records.ts';
import { statuses } from './vectors/statuses.ts';

/** The vectors of tables, and of data that is wrong in itself; all others are texts. */
export const SCRIPTS: readonly Script[] = [...statuses, ...records];
