import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AT, printHealth } from '../../../packages/cli/src/conformance/text/health.ts';
import {
  connectionHealth,
  type HealthRules,
  type MemberPage,
} from '../../../packages/machine/src/health-entry.ts';
import type { Reading } from '../../../packages/machine/src/index.ts';
import { parseReading, parseTime, wordsOf } from '../text/words.ts';

/** Reads the texts of health, a page a line: `readme.md` has the format. */

const FILE = join(import.meta.dirname, '../../../packages/machine/spec/health/vectors.txt');

/** The moment so many ms later, as MX writes it. */
const iso = (ms: number): string => new Date(AT + ms).toISOString();

const FIVE_HOURS_AGO = iso(-5 * 3_600_000);
const RECENT: Partial<Reading> = {
  aggregatedAt: FIVE_HOURS_AGO,
  successfullyAggregatedAt: FIVE_HOURS_AGO,
};

/** What a word says of the page, beside its reading. */
const OF_PAGE: Readonly<Record<string, Partial<MemberPage>>> = {
  oauth: { isOauth: true },
  manual: { isManual: true },
  managedByPartner: { isManagedByUser: false },
  backgroundOff: { backgroundAggregationIsDisabled: true },
  userDisabled: { userIsDisabled: true },
  institutionDown: { institutionIsOperational: false },
  institutionOauth: { institutionSupportsOauth: true },
};

const MOMENTS = { started: 'aggregatedAt', succeeded: 'successfullyAggregatedAt' } as const;
const ABSENT = Object.keys(MOMENTS).map((word) => `${word}=absent`);
const LIMITS: readonly (keyof HealthRules)[] = [
  'overdueAfter',
  'upToDateFor',
  'stuckAfter',
  'throttle',
  'lookAfterSuccess',
  'lookEvery',
];

/** `started=-5h` as a moment; any other word as it is. */
function withMoment(word: string): string {
  const [key = '', value = ''] = word.split(/=(.*)/s);
  return Object.hasOwn(MOMENTS, key) && /^[+-]/.test(value)
    ? `${key}=${iso(parseTime(value.replace('+', '')))}`
    : word;
}

const withoutFields = (reading: Reading, fields: readonly string[]): Reading =>
  Object.fromEntries(
    Object.entries(reading).filter(([key]) => !fields.includes(key)),
  ) as unknown as Reading;

/** A page and limits, in words. */
export interface Given {
  readonly page: MemberPage | null;
  readonly rules?: Partial<HealthRules>;
}

/** @throws {Error} if a word says nothing of a page. */
export function parsePage(text: string): Given {
  const words = wordsOf(text);
  if (text === 'no page') return { page: null };
  const limits = words.filter((word) => LIMITS.some((limit) => word.startsWith(`${limit}=`)));
  const rules = Object.fromEntries(
    limits.map((word) => [word.split('=')[0], parseTime(word.split('=')[1] ?? '')]),
  );
  const ofPage = words.filter((word) => Object.hasOwn(OF_PAGE, word));
  const absent = words.filter((word) => ABSENT.includes(word));
  const known = [...limits, ...ofPage, ...absent];
  const ofReading = words.filter((word) => !known.includes(word));
  const { connectionStatus, isBeingAggregated, challenges, ...others } = parseReading(
    ofReading.map(withMoment),
    new Map(),
  );
  const reading = { connectionStatus, isBeingAggregated, challenges, ...RECENT, ...others };
  const fields = Object.entries(MOMENTS).flatMap(([word, field]) =>
    absent.includes(`${word}=absent`) ? [field] : [],
  );
  return {
    page: {
      reading: withoutFields(reading, fields),
      isOauth: false,
      backgroundAggregationIsDisabled: false,
      isManual: false,
      isManagedByUser: true,
      ...Object.assign({}, ...ofPage.map((word) => OF_PAGE[word])),
    },
    ...(limits.length > 0 && { rules }),
  };
}

/** A line: a name, a page, and what health must say of it. */
export interface HealthText extends Given {
  readonly name: string;
  readonly given: string;
  /** `''` when it is not written yet. */
  readonly expected: string;
  /** What the machine says of it. */
  readonly came: string;
}

const LINE = /^(?<name>[\w-]+): (?<given>.+?)(?: => (?<expected>.*))?$/;

function textOf(line: string): HealthText {
  const { name = '', given = '', expected = '' } = LINE.exec(line)?.groups ?? {};
  if (name === '')
    throw new Error(`"${line}" is not a vector of health, such as "well: CONNECTED idle"`);
  const { page, rules } = parsePage(given);
  const health = connectionHealth(page, AT, rules);
  const came = printHealth(health, AT, page?.reading.connectionStatus ?? null);
  return { name, given, expected, came, page, ...(rules && { rules }) };
}

const isComment = (line: string): boolean => line === '' || line.startsWith('#');

/** All of a text. */
export const healthTexts = (source = readFileSync(FILE, 'utf8')): readonly HealthText[] =>
  source
    .split('\n')
    .filter((line) => !isComment(line))
    .map(textOf);

/** A text with what the machine says now. */
export const rewrittenHealth = (source: string): string =>
  source
    .split('\n')
    .map((line) => {
      if (isComment(line)) return line;
      const { name, given, came } = textOf(line);
      return `${name}: ${given} => ${came}`;
    })
    .join('\n');

/** Rewrites the text in git. Its difference is to be read. */
export const rewriteHealth = (): void =>
  writeFileSync(FILE, rewrittenHealth(readFileSync(FILE, 'utf8')));
