import { checkRecord } from './check.ts';
import type { MemberRecord } from './types.ts';

/**
 * Remembers which records were checked. Records are immutable, so one check is enough: a check at each step would cost more than
 * the step (1.8 µs of 3.1, `bench steps`).
 */

/** Returns its argument, so that a subclass stamps its private field onto it. */
class Argument {
  constructor(argument: object) {
    // biome-ignore lint/correctness/noConstructorReturn: a subclass needs the argument itself as `this`.
    return argument;
  }
}

/**
 * Stamps records with a private field. The stamp is invisible, is not copied, and cannot be forged. A `WeakSet` would
 * slow down with the number of members: with a thousand, adding a record takes half as long as the rest of a step.
 */
class Checked extends Argument {
  readonly #stamp = true;
  static has(record: unknown): boolean {
    return #stamp in Object(record);
  }
}

/**
 * Marks a record as checked, because it was made from checked ones. A frozen record cannot be marked, and is checked
 * again.
 */
export function markChecked(record: MemberRecord): MemberRecord {
  if (!Checked.has(record) && Object.isExtensible(record)) new Checked(record);
  return record;
}

/** Checks a record, unless this process has made or checked it before. */
export const checkRecordOnce = (record: MemberRecord): MemberRecord =>
  Checked.has(record) ? record : markChecked(checkRecord(record));
