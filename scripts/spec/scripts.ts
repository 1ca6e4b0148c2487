import type { Script } from './script.ts';
import { statuses } from './status-vectors.ts';

/** The vectors of tables; all others are texts. */
export const SCRIPTS: readonly Script[] = statuses;
