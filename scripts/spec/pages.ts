import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOLDS } from '../../packages/http/src/logins/holds.ts';
import type { LoginHold } from '../../packages/machine/src/hosting/contract.ts';
import {
  CONFIRMED_AFTER,
  ROUTE_MEANINGS,
  ROUTES,
  RULES,
  type Rule,
} from '../../packages/machine/src/index.ts';
import type { RouteRow } from '../../packages/machine/src/rules/routes.ts';
import { BELIEFS, type Belief } from '../../packages/simulator/src/model/beliefs.ts';
import { ownerSources } from './judging.ts';
import { code, codes, table } from './markdown.ts';

/** The tables of pages that say what the machine and the model of MX say. The pages around them are written by hand. */

/** Where a fact behind a rule is from: tags of `docs/sources.md`. */
const SOURCES: Partial<Readonly<Record<Rule, string>>> = {
  challenge: 'N-MEM',
  beingAggregated: 'A-BAL',
  flagAbsent: 'D-AGE',
  failedOnce: 'CW',
  connectedOnce: 'CW',
};

/** Names of MX, of the input and of phases in a sentence, as code. */
const withCode = (text: string): string =>
  text
    .replaceAll(/\w+_\w+|\bjob: null\b|\b(?:verify|baseline)\b/g, code)
    .replace(/^(?:running|challenged|authorizing|resumed|failed|connected)\b/, code);

const waitOf = (rule: Rule): string => {
  const ms = (CONFIRMED_AFTER as Partial<Readonly<Record<Rule, number>>>)[rule];
  return ms === undefined ? '' : `${ms / 1_000} s`;
};

const rules = (): string =>
  table(
    ['rule', 'when', 'source', 'what follows', 'acted on after'],
    Object.entries(RULES).map(([rule, { when, follows }]) => [
      code(rule),
      withCode(when),
      SOURCES[rule as Rule] ?? '',
      withCode(follows),
      waitOf(rule as Rule),
    ]),
  );

const CONDITIONS: Readonly<Record<NonNullable<RouteRow['when']>, string>> = {
  firstRefusal: 'for the first time in this round',
  sameQuestions: 'the same questions',
  otherJobRuns: 'another job runs',
};

const routes = (): string =>
  table(
    ['verdict', 'in', 'to', 'why'],
    ROUTES.map(({ verdict, phases = [], when, to, route }) => [
      codes(verdict),
      [...phases.map(code), ...(when ? [CONDITIONS[when]] : [])].join(', '),
      code(to),
      ROUTE_MEANINGS[route],
    ]),
  );

/** What MX does, as far as we know. */
const beliefs = (): string =>
  table(
    ['belief', 'what MX does', 'mark', 'source'],
    Object.entries<Belief>(BELIEFS).map(([name, { says, mark, source = '' }]) => [
      code(name),
      says,
      mark,
      source,
    ]),
  );

/** When a login is held, and until what. */
const HELD: Readonly<Record<LoginHold['why'], readonly [shown: string, until: string]>> = {
  locked: [
    'LOCKED: the bank has locked the account',
    'the person says that the bank has unlocked it',
  ],
  prevented: [
    'PREVENTED: MX waits for the login that works',
    'the person has checked the login at the bank',
  ],
  refusedTwice: [
    'the bank has refused two logins in a row, or one, and is not done with the next',
    'the person has checked the login at the bank',
  ],
  sameAgain: [
    'the bank has refused the last login, and this process has just sent the same one',
    'the person enters another one, or has checked it',
  ],
};

const holds = (): string =>
  table(
    ['what MX has shown', code('why'), 'what happens'],
    [
      ...HOLDS.map(({ why }) => [HELD[why][0], code(why), `held until ${HELD[why][1]}`]),
      ['anything else, also one refused login', '', 'sent'],
    ],
  );

type Tables = Readonly<Record<string, () => string>>;

/** The tables of each page, by its path from the root. */
const PAGES: Readonly<Record<string, Tables>> = {
  'docs/behaviour.md': { whose: ownerSources, rules, routes },
  'docs/logins.md': { holds },
  'docs/sources.md': { beliefs },
};

function filled(path: string, tables: Tables): string {
  let page = readFileSync(join(import.meta.dirname, '../..', path), 'utf8');
  for (const [name, made] of Object.entries(tables)) {
    const place = new RegExp(`(<!-- table: ${name} -->\n)[^]*?(\n<!-- end -->)`);
    if (!place.test(page)) throw new Error(`${path} has no place for the table ${name}`);
    page = page.replace(place, (_, begin: string, end: string) => `${begin}\n${made()}\n${end}`);
  }
  return page;
}

/**
 * The pages, by their paths, with the tables as they are now. A table stands between `<!-- table: name -->` and `<!-- end -->`.
 * @throws {Error} when a page has no place for one of its tables.
 */
export const pages = (): ReadonlyMap<string, string> =>
  new Map(Object.entries(PAGES).map(([path, tables]) => [path, filled(path, tables)]));
