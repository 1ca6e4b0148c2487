import type { Reading } from '../../../packages/machine/src/data/types.ts';
import {
  type Bank,
  type Face,
  followed,
  idleBank,
} from '../../../packages/simulator/src/model/model.ts';
import type { Configuration } from './configuration.ts';

/** What the model's member looks like to the machine: the readings of a port. */

const moments: string[] = [];
const counts = new Map<string, number>();

/** A moment as MX writes it. */
function momentOf(count: number | null): string | null {
  if (count === null) return null;
  const moment = moments[count] ?? new Date(Date.UTC(2026, 0, 1, count)).toISOString();
  moments[count] = moment;
  counts.set(moment, count);
  return moment;
}

/** The number of a moment that MX has written. */
export const countOf = (moment: number | string | null | undefined): number | null | undefined =>
  typeof moment === 'string' ? counts.get(moment) : moment;

/** The question with this number. */
export const guidOf = (question: number): string => `G${question}`;
export const numberOf = (guid: string): number => Number(guid.slice(1));

/** The words of the questions that the bank shows. */
export const labelOf = ({ words = 0 }: Face): string => `Which?${'?'.repeat(words)}`;

/** What the bank shows, as a port returns it. */
export const readingOf = (
  face: Face,
  { flag, stamps }: Configuration,
  hasFlag = true,
): Reading => ({
  connectionStatus: face.status,
  isBeingAggregated: flag && hasFlag ? face.runs : null,
  challenges: face.questions.map((question) => ({
    guid: guidOf(question),
    type: 'TEXT',
    label: labelOf(face),
    options: [],
  })),
  ...(stamps && {
    aggregatedAt: momentOf(face.started),
    successfullyAggregatedAt: momentOf(face.succeeded),
  }),
  ...(face.errorCode !== undefined && { errorCode: face.errorCode }),
});

/** The bank before anything has happened. A job that already runs began at 0. */
export function bankOf({ input, before }: Configuration): Bank {
  const bank = idleBank(before);
  return input.job === null ? followed(bank, input.oauth === true) : bank;
}
