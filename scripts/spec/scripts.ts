import { records } from './bad-data.ts';
import type { Script } from './script.ts';
import { statuses } from './status-vectors.ts';

/** The vectors of tables, and of data that is wrong in itself; all others are texts. */
export const SCRIPTS: readonly Script[] = [...statuses, ...records];
