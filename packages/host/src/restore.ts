import type { CreationId } from '@mx-member/http/create';
import { isUserWaiting } from '@mx-member/machine/hosting';
import type { MemberRecord, Step } from '@mx-member/machine/step';
import type { Engine } from './engine.ts';
import { createIntern, type Intern } from './members/intern.ts';
import type { RunningMember } from './members/running-member.ts';
import { nextTurn } from './schedule/clock.ts';
import { creationOf, isCreation } from './store/creation-rows.ts';
import { type Outcome, readOutcome, readRecord, UnreadableRow } from './store/rows.ts';
import type { HostStore, OutcomeRow, RecordRow } from './store/store.ts';

/** Restores the members and outcomes of a store. */

/** How long restoring may block the event loop at a time, in ms. */
const SLICE = 5;
const REPORT_EVERY = 1_000;

export interface RestoreOptions {
  readonly store: HostStore;
  readonly engine: Engine;
  readonly recover: (record: MemberRecord) => Step;
  readonly onRestore: (restored: number) => void;
  readonly onUnreadable: (row: UnreadableRow) => void;
}

/** What a store contains besides members. */
export interface Restored {
  readonly outcomes: Outcome[];
  /** Members whose creation was interrupted by the end of the process. */
  readonly creations: CreationId[];
}

/** Restores all members, and plans their first polls. A row that cannot be read is reported and left unchanged. */
export async function restoreMembers(options: RestoreOptions): Promise<Restored> {
  const { store, onRestore } = options;
  const intern = createIntern();
  const members: FirstPolls = { ofWaiting: [], ofOthers: [] };
  const restored: Restored = { outcomes: [], creations: [] };
  let count = 0;
  let from = performance.now();
  for await (const row of store.load()) {
    restoreRow(row, intern, options, { members, restored });
    count += 1;
    if (performance.now() - from > SLICE) {
      await nextTurn();
      from = performance.now();
    }
    if (count % REPORT_EVERY === 0) onRestore(count);
  }
  onRestore(count);
  await planFirstPolls(options, members);
  return restored;
}

/**
 * The order of the first polls. A member goes first if a user waited when the process ended, or is asked something now.
 */
interface FirstPolls {
  readonly ofWaiting: RunningMember[];
  readonly ofOthers: RunningMember[];
}

function restoreRow(
  row: RecordRow | OutcomeRow,
  intern: Intern,
  options: RestoreOptions,
  { members, restored }: { readonly members: FirstPolls; readonly restored: Restored },
): void {
  try {
    if (row.type === 'outcome') restored.outcomes.push(readOutcome(row));
    else if (isCreation(row.member)) restoreCreation(row, restored);
    else restoreMember(row, intern, options, members);
  } catch (thrown) {
    options.onUnreadable(
      thrown instanceof UnreadableRow ? thrown : new UnreadableRow(row.member, 'it is damaged'),
    );
  }
}

function restoreCreation(row: RecordRow, { creations }: Restored): void {
  const creation = creationOf(row);
  if (creation) creations.push(creation);
}

function restoreMember(
  row: RecordRow,
  intern: Intern,
  { engine, recover }: RestoreOptions,
  { ofWaiting, ofOthers }: FirstPolls,
): void {
  const { step, wasWaiting } = readRecord(row, (kept) => ({
    step: recover(kept),
    wasWaiting: isUserWaiting(kept),
  }));
  const member = engine.addRestored({ ...step, record: intern(step.record) });
  (wasWaiting || isUserWaiting(member.record) ? ofWaiting : ofOthers).push(member);
}

async function planFirstPolls(
  { engine }: RestoreOptions,
  { ofWaiting, ofOthers }: FirstPolls,
): Promise<void> {
  const from = engine.clock();
  for (const member of ofWaiting) engine.planFirst(member, from);
  for (const [index, member] of ofOthers.entries()) {
    engine.planFirst(member, from + 1);
    if (index % 10_000 === 9_999) await nextTurn();
  }
}
