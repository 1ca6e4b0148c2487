import { isDeepStrictEqual } from 'node:util';
import type { Challenge } from '@mx-member/machine';

/** The default question of text vectors. */
const plain = (guid: string): Challenge => ({
  guid,
  type: 'TEXT',
  label: `Question ${guid}?`,
  options: [],
});

const COLORS = [
  { label: 'Red', value: '1', guid: 'OPT-1' },
  { label: '1', value: 'Blue' },
  { label: ' Red ', value: ' 1 ', guid: '' },
];

/** The questions that differ from the plain question with the same guid. */
const OTHERS: Readonly<Record<string, Partial<Challenge> & { readonly guid: string }>> = {
  A2: { guid: 'A', label: 'In other words?' },
  A3: { guid: 'A', type: 'OPTIONS', options: COLORS },
  B2: { guid: 'B', type: 'OPTIONS', options: COLORS.slice(0, 1) },
  B3: { guid: 'B', type: 'IMAGE_DATA', imageData: 'data:image/png;base64,AA==' },
};

const QUESTIONS: Readonly<Record<string, Challenge>> = {
  ...Object.fromEntries(['A', 'B', 'C', 'D'].map((guid) => [guid, plain(guid)])),
  ...Object.fromEntries(
    Object.entries(OTHERS).map(([name, more]) => [name, { ...plain(more.guid), ...more }]),
  ),
};

/** The questions of a random bank, by name. Some share a guid. */
export const QUESTION_NAMES = Object.keys(QUESTIONS) as [string, ...string[]];

/** The question with this name. */
export const questionOf = (name: string): Challenge => QUESTIONS[name] ?? plain(name);

/** The name of a question in a text vector. */
export const nameOfQuestion = (question: Challenge): string =>
  Object.keys(QUESTIONS).find((name) => isDeepStrictEqual(QUESTIONS[name], question)) ??
  question.guid;

/** The lines above a text vector that define its questions, except the plain ones. */
export const questionLines = (names: readonly string[]): readonly string[] =>
  Object.entries(OTHERS)
    .filter(([name]) => names.includes(name))
    .map(([name, more]) => `question ${name}: ${JSON.stringify(more)}`);
