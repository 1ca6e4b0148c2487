import { HOST_DEFAULTS } from '@mx-member/machine/hosting';
import { DEFAULT_PACING } from '@mx-member/machine/step';
import { expect, test } from 'vitest';
import { DEFAULT_LEASE } from '../../packages/host/src/postgres/store.ts';
import { DEFAULT_DEADLINES } from '../../packages/machine/src/rules/timing.ts';
import { textOf } from './support/files.ts';

/**
 * The sentences of pages that state a default, made from the default. If a default changes, the test names each page that still has
 * the old value.
 */

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** A time in words: `7 days`, `an hour`, `3 s`. */
function inWords(ms: number): string {
  const [unit, size] = UNITS.find(([, size]) => ms >= size && ms % size === 0) ?? ['s', 1_000];
  const count = ms / size;
  if (unit === 's') return `${count} s`;
  if (unit === 'hour' && count === 1) return 'an hour';
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** The same in a table. */
const inShort = (ms: number): string =>
  inWords(ms)
    .replace(/ minutes?/, ' min')
    .replace('an hour', '1 h');

const { busy, busyMost, needsUser, needsUserMost, failedMost } = DEFAULT_PACING;
const { first, spread } = DEFAULT_PACING;
const limits = DEFAULT_DEADLINES;

const STATED: readonly (readonly [page: string, sentence: string])[] = [
  ['behaviour', `| a start or an answer | ${first / 1_000} to ${(first + spread) / 1_000} s |`],
  ['behaviour', `| ${inWords(busy)}, the shortest interval that MX allows`],
  ['behaviour', `grows by a quarter each time, up to ${inWords(busyMost)} |`],
  [
    'behaviour',
    `| ${needsUser / 1_000} s, growing by a quarter each time, up to ${needsUserMost / 1_000} s.`,
  ],
  ['behaviour', `| at most ${inWords(busy)} |`],
  ['behaviour', `twice the previous wait, up to ${failedMost / 1_000} s`],
  ['behaviour', `Polls are at least ${inWords(busy)} apart, except`],
  ['behaviour', `The member is polled every ${inWords(busy)} until a limit`],
  ['behaviour', `| \`busy\` | ${inShort(limits.busy)} |`],
  ['behaviour', `| \`needsUser\` | ${inShort(limits.needsUser)} |`],
  ['behaviour', `| \`unreachable\` | ${inShort(limits.unreachable)} |`],
  ['behaviour', `| \`catchUp\` | ${inShort(limits.catchUp)} |`],
  ['start', `with at least ${inWords(busy)} between polls`],
  ['start', `waits for ${inWords(limits.needsUser)}`],
  ['start', `nothing for ${inWords(limits.unreachable)}`],
  ['costs', `| 60 | ${inWords(busy)} |`],
  ['change-board', `the lease (${inWords(DEFAULT_LEASE)} by default)`],
  ['production', `after \`lease\` (${inWords(DEFAULT_LEASE)} by default)`],
  ['production', `its limit \`unreachable\` (${inWords(limits.unreachable)})`],
  ['oauth', `at the bank every ${needsUser / 1_000} s`],
  ['oauth', `does nothing for ${inWords(limits.needsUser)}`],
  ['relay', `after ${inWords(limits.unreachable)} it fails`],
  ['troubleshooting', `nobody answered in time (${inWords(limits.needsUser)} by default)`],
  ['troubleshooting', `did not end within ${inWords(limits.busy)}`],
  ['troubleshooting', `calls to MX failed for ${inWords(limits.unreachable)}`],
  ['creating-members', `\`retention\` (${inWords(HOST_DEFAULTS.retention)})`],
];

test.each(STATED)('docs/%s.md says "%s"', (page, sentence) => {
  expect(textOf(`docs/${page}.md`).replace(/\s+/g, ' ')).toContain(sentence);
});
