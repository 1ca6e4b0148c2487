import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_HEALTH_RULES } from '../../packages/machine/src/health/health.ts';
import { ERROR_CODES, STATUSES } from '../../packages/machine/src/index.ts';
import { FINDINGS } from '../../packages/machine/src/rules/findings.ts';
import { ROUTES } from '../../packages/machine/src/rules/routes.ts';
import { DEFAULT_DEADLINES, DEFAULT_PACING } from '../../packages/machine/src/rules/timing.ts';
import { WHOSE, WHOSE_NAMES } from '../../packages/machine/src/rules/whose.ts';
import { compile } from './compile.ts';
import { HEALTH_ROWS } from './health/rules.ts';
import type { HealthVector } from './health/vectors.ts';
import { DECISION_ROWS, OWNER_ROWS } from './judging.ts';
import type { Rule } from './rules.ts';
import { statusTables } from './statuses.ts';
import { type Outcome, type Refused, type Vector, withoutSentences } from './vector.ts';

/**
 * `vectors.lock` has a line for each fact of the specification: its name, a hash of its meaning, and for rules and tables
 * the version that changed it last. The files that are made from the facts are not in git, so the lock shows what a change
 * of the code has changed in them.
 */

/** What a name of the lock stands for, as plain data. */
export type Meanings = ReadonlyMap<string, unknown>;

/** The facts that the lock is about. */
export interface Facts {
  readonly vectors: readonly Vector[];
  readonly health: readonly HealthVector[];
  readonly rules: readonly Pick<Rule, 'id' | 'title'>[];
}

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** How every member begins without another input. A field that still has this value is left out. */
const FIRST = compile({ id: 'first', description: '', rules: [], steps: [] }).begin as Outcome;

/** The fields that differ from the beginning. A field that the machine gets later is in no meaning until it changes. */
const moved = (first: object, fields: object): Fields =>
  Object.fromEntries(
    Object.entries(fields).filter(
      ([key, value]) => !isDeepStrictEqual(value, (first as Fields)[key]),
    ),
  );

/** A record that is given to a vector, without the format's version, and without the fields that are as in the beginning. */
function givenRecord(record: unknown): unknown {
  if (!isFields(record) || !isFields(record.context)) return record;
  const { context } = record;
  const missing = Object.keys(FIRST.context).filter((key) => !(key in context));
  return { ...record, context: moved(FIRST.context, context), missing };
}

const givenInput = (input: unknown): unknown =>
  isFields(input) && 'after' in input ? { ...input, after: givenRecord(input.after) } : input;

/** Where all fields of the view are listed, those that are as in the beginning are left out. */
const outcome = (came: Outcome | Refused, isWhole: boolean): unknown =>
  'refused' in came || !isWhole
    ? came
    : { ...came, view: moved(FIRST.view, came.view), context: moved(FIRST.context, came.context) };

/** Everything that a vector gives to a port, and everything that must come of it. */
const meaningOf = ({ input, begin, steps }: Vector): unknown => ({
  input: givenInput(input),
  begin: outcome(begin, true),
  steps: steps.map((one) =>
    'record' in one
      ? { ...one, ...Object(outcome(one, true)), record: givenRecord(one.record) }
      : one,
  ),
});

/** The first value of each field that some vector changes. */
function firstValues(vectors: readonly Vector[]): Meanings {
  const outcomes = vectors
    .flatMap(({ begin, steps }) => [begin, ...steps])
    .filter((one) => 'state' in one);
  return new Map(
    (['view', 'context'] as const).flatMap((part) => {
      const changed = new Set(
        outcomes.flatMap((one) => Object.keys(moved(FIRST[part], one[part]))),
      );
      return Object.entries(FIRST[part])
        .filter(([key]) => changed.has(key))
        .map(([key, value]) => [`first ${part} ${key}`, value] as const);
    }),
  );
}

/** The rows of the tables of judging, and their order. */
const judgingRows = (): readonly (readonly [name: string, row: unknown])[] => [
  ['row decisions', Object.keys(DECISION_ROWS)],
  ...Object.entries(DECISION_ROWS).map(
    ([name, { without: _, beliefs: __, shownBy: ___, ...row }]) => [`row ${name}`, row] as const,
  ),
  ['row whose', WHOSE_NAMES.map((name) => [WHOSE[name].owner, OWNER_ROWS[name].holds])],
  ...Object.entries(FINDINGS).map(([name, row]) => [`row ${name}`, row] as const),
  ['row routes', ROUTES],
];

/** The rows of the tables that rules refer to. */
function tableRows(): Meanings {
  const { statuses, errorCodes, failures, faults } = statusTables();
  const atRest = (table: object, name: string | number | null): unknown =>
    Object((table as Fields)[`${name}`]).atRest;
  const rows: readonly (readonly [name: string, row: unknown])[] = [
    ...statuses.map((row) => [`status ${row.name}`, [row, atRest(STATUSES, row.name)]] as const),
    ...errorCodes.map(
      (row) => [`error ${row.code}`, [row, atRest(ERROR_CODES, row.code)]] as const,
    ),
    ...Object.entries(failures).map(([name, row]) => [`failure ${name}`, row] as const),
    ...faults.map((row) => [`fault ${row.code}`, row] as const),
    ...judgingRows(),
    ...HEALTH_ROWS.map((row) => [`health ${row.id}`, row] as const),
    ...Object.entries(DEFAULT_PACING).map(([name, ms]) => [`default pacing.${name}`, ms] as const),
    ...Object.entries(DEFAULT_DEADLINES).map(
      ([name, ms]) => [`default deadlines.${name}`, ms] as const,
    ),
    ...Object.entries(DEFAULT_HEALTH_RULES).map(([name, ms]) => [`health ${name}`, ms] as const),
  ];
  return new Map(rows.map(([name, row]) => [name, withoutSentences(row)]));
}

/** What each name of the lock means. */
export const meaningsOf = ({ vectors, health, rules }: Facts): Meanings =>
  new Map<string, unknown>([
    ...firstValues(vectors),
    ...tableRows(),
    ...rules.map(({ id, title }) => [`rule ${id}`, title] as const),
    ...vectors.map((vector) => [`vector ${vector.id}`, meaningOf(vector)] as const),
    ...health.map(
      ({ id, health, ...given }) =>
        [`vector health/${id}`, { ...given, health: withoutSentences(health) }] as const,
    ),
  ]);

/** JSON with the keys in alphabetical order: the order of fields has no meaning. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, item) =>
    isFields(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );

const hash = (meaning: unknown): string =>
  createHash('sha256').update(sorted(meaning)).digest('hex').slice(0, 12);

/** A line of the lock. */
export interface Locked {
  readonly hash: string;
  /** The version of the specification that changed a rule or a row last; `null` if it is as in the first version. */
  readonly version: string | null;
}

export type Lock = ReadonlyMap<string, Locked>;

/**
 * Whether a fact is a rule or a row of a table. The changelog names each of them that has changed. Of a row of judging it names
 * the rule.
 */
export const isInChangelog = (name: string): boolean => !/^(?:vector|first|row) /.test(name);

/** The lock of some meanings. A fact that has changed since the lock before has changed in this version. */
export const lockOf = (meanings: Meanings, before: Lock, version: string): Lock =>
  new Map(
    [...meanings].map(([name, meaning]) => {
      const now = hash(meaning);
      const last = before.get(name);
      if (last?.hash === now) return [name, last];
      return [name, { hash: now, version: isInChangelog(name) ? version : null }];
    }),
  );

const HEAD =
  '# Made by `pnpm generate --accept`. `pnpm generate --diff HEAD` shows what has moved.';

export const printLock = (lock: Lock): string =>
  [HEAD, ...[...lock].map(([name, { hash, version }]) => [name, hash, version].join(' ').trim())]
    .join('\n')
    .concat('\n');

const LINE = /^(?<name>\S+ .+?) (?<hash>[0-9a-f]{12})(?: (?<version>\d+\.\d+\.\d+))?$/gm;

export const parseLock = (text: string): Lock =>
  new Map(
    [...text.matchAll(LINE)].map(({ groups: { name = '', hash = '', version = null } = {} }) => [
      name,
      { hash, version },
    ]),
  );

/** The names that were added, changed or removed. */
export const movedNames = (before: Lock, after: Lock): readonly string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter(
    (name) => before.get(name)?.hash !== after.get(name)?.hash,
  );
