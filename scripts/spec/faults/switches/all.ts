import type { Switch } from '../switch.ts';
import { JUDGING } from './judge.ts';
import { LIFECYCLE } from './lifecycle.ts';
import { MEMORY } from './memory.ts';
import { TIMES } from './timing.ts';

/** Every fault of the catalogue, as it is made in the machine. */
export const SWITCHES: Readonly<Record<string, readonly Switch[]>> = {
  ...LIFECYCLE,
  ...MEMORY,
  ...JUDGING,
  ...TIMES,
};
