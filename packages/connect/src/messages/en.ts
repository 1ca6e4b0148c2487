/** `@mx-member/connect/messages/en`: the texts in English, to begin a translation with. A screen has them without `messages` too. */
import { MESSAGES, type Messages } from './english.ts';
import { REPAIR_MESSAGES, type RepairMessages } from './repair-english.ts';

/** English: what a screen says without `messages`. */
export const EN: Messages = MESSAGES;

/** What `createRepair` and `healthRow` say besides. */
export const EN_REPAIR: RepairMessages = REPAIR_MESSAGES;
