import type { Reading } from '../../packages/machine/src/data/types.ts';
import type { Face } from '../../packages/simulator/src/model/model.ts';

/** The faces of the model's member as the readings of a port. */

const moments: string[] = [];
const counts = new Map<string, number>();

/** A moment as MX writes it. Each moment is an hour after the moment before. */
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

/** What a port sends of a face. */
export interface Shown {
  /** Whether MX sends `is_being_aggregated`, and whether it sends the two time stamps. */
  readonly flag: boolean;
  readonly stamps: boolean;
}

/** What the bank shows, as a port returns it. */
export const readingOf = (face: Face, { flag, stamps }: Shown): Reading => ({
  connectionStatus: face.status,
  isBeingAggregated: flag ? face.runs : null,
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
