import { ENDS } from './plans/ends.ts';
import { LOGINS } from './plans/logins.ts';
import { OTHERS } from './plans/others.ts';
import type { WrittenPlan } from './plans/row.ts';
import { TWICE } from './plans/twice.ts';
import { WIDGET } from './plans/widget.ts';

/** The written plans. Each promise has a list. */
export const PLANS: readonly WrittenPlan[] = [...ENDS, ...TWICE, ...OTHERS, ...LOGINS, ...WIDGET];
