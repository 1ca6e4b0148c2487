/** `@mx-member/connect/messages/en`: the English texts, as a start for a translation. They are the default of a screen. */
import { MESSAGES, type Messages } from './english.ts';
import { REPAIR_MESSAGES, type RepairMessages } from './repair-english.ts';

/** The table of ends, for a program that draws no screen. */
export { END_OF_ISSUE, type End, endOf, endOfHealth, HELP, isLoginRefused } from './ends.ts';
/** The texts of {@link EN}, filled in, for a program that draws no screen. */
export { textsOf } from './english.ts';

/** English: what a screen says without `messages`. */
export const EN: Messages = MESSAGES;

/** The English texts of `createRepair` and `healthRow`. */
export const EN_REPAIR: RepairMessages = REPAIR_MESSAGES;
