import type { FindingRule } from '../../../packages/machine/src/index.ts';

/** What the machine is without a row: a text of one of its sources, and another one in its place. */
export interface SourceDamage {
  /** The file, from `packages/machine/src`. */
  readonly file: string;
  readonly was: string;
  readonly becomes: string;
}

/** A damage of a file. */
const within =
  (file: string) =>
  (was: string, becomes: string): SourceDamage => ({ file, was, becomes });

const whose = within('rules/whose.ts');
const findings = within('rules/findings.ts');

/** One poll is enough. */
const withoutTime = (rule: FindingRule): SourceDamage =>
  findings(`  ${rule}: { after: `, `  ${rule}: { after: 0 * `);

/** Each finding has no time. */
export const FINDING_DAMAGES: Readonly<Record<FindingRule, SourceDamage>> = {
  failedOnce: withoutTime('failedOnce'),
  connectedOnce: withoutTime('connectedOnce'),
  questionOnce: withoutTime('questionOnce'),
  elsewhereOnce: withoutTime('elsewhereOnce'),
  idleOnce: withoutTime('idleOnce'),
  notFoundOnce: withoutTime('notFoundOnce'),
  flagAbsent: withoutTime('flagAbsent'),
};

/** Each row of patience, in their order: the rows after it decide in its place, or no time does. */
export const PATIENCE_DAMAGES: readonly SourceDamage[] = [
  whose('if (evidence === null) return 0;', ''),
  whose('return memory.act ? ofReplica : 0;', 'return 0;'),
  whose(
    'if (isNotTaken(memory.pendingStart) && !isSeen) return memory.act ? ofReplica : 0;',
    'if (isNotTaken(memory.pendingStart) && !isSeen && memory.act) return ofReplica;',
  ),
  whose(
    'if (failure) return reading.needsUpdatedCredentials === true;',
    'if (failure) return false;',
  ),
  whose('acceptedAt - msOf(reading.successfullyAggregatedAt) < THROTTLED_FOR', 'false'),
  whose("if (evidence === 'start' || (memory.job === null && !isSeen)) return catchUp;", ''),
  whose('if (!stamps.isUnmoved) return 0;', ''),
  whose('return isSeen ? ofReplica : catchUp;', 'return isSeen ? 0 : catchUp;'),
  whose('return isSeen ? ofReplica : catchUp;', 'return isSeen ? ofReplica : 0;'),
];
