import { HEALTH_RULE_NAMES } from '../../../packages/machine/src/data/health.ts';
import type { Condition, Look } from '../../../packages/machine/src/health/facts.ts';
import {
  type Choice,
  HEALTH_RULES,
  type HealthRule,
} from '../../../packages/machine/src/health/rules.ts';
import { code } from '../markdown.ts';

/** The rules of health, from the table of the machine, and what their names mean. */

/** `H` and a number, never given to another rule. */
export type HealthRow = HealthRule & { readonly id: string; readonly rule: string };

/** Without a page nothing else is known. */
const GONE: HealthRule = {
  when: [],
  status: 'over',
  issue: 'gone',
  who: 'nobody',
  action: 'none',
  mayStart: 'never',
  look: 'never',
};

const ALL = { gone: GONE, ...HEALTH_RULES };

/** All rules, in order. */
export const HEALTH_ROWS: readonly HealthRow[] = HEALTH_RULE_NAMES.map((rule, index) => ({
  id: `H${index + 1}`,
  rule,
  ...ALL[rule],
}));

/** What each condition means. */
export const CONDITION_TEXTS: Readonly<Record<Condition, string>> = {
  isManual: 'page.isManual is true',
  isManagedByUser: 'page.isManagedByUser is true',
  userIsDisabled: 'page.userIsDisabled is true',
  isOauth: 'page.isOauth is true',
  hasMovedToOauth: 'page.institutionSupportsOauth is true, and not isOauth',
  backgroundAggregationIsDisabled: 'page.backgroundAggregationIsDisabled is true',
  institutionIsDown: 'page.institutionIsOperational is false',
  isBeingAggregated: 'reading.isBeingAggregated is true',
  needsUpdatedCredentials: 'reading.needsUpdatedCredentials is true',
  isClosed: 'reading.connectionStatus is CLOSED',
  hasErrorCode: 'code is there',
  hasNeverSucceeded: 'success is never',
  isRecent: 'at − success < overdueAfter',
  isOverdue: 'at − success ≥ overdueAfter',
  isOldWithoutDailyJob: 'at − success ≥ upToDateFor',
  hasTriedLately: 'at − begun < overdueAfter',
  hasBegunLongAgo: 'begun is a moment, and at − begun ≥ stuckAfter',
  isReadByMx:
    'row.isReadByMx is true, isManagedByUser, and none of isManual, userIsDisabled,\nbackgroundAggregationIsDisabled, needsUpdatedCredentials',
  isGoodOrPassing:
    'row.leadsTo is upToDate; or it is unsettled, and not\n(reading.isBeingAggregated is null, and at − begun < stuckAfter)',
  isOldQuestion: 'leadsTo(questions), not isBeingAggregated, and hasBegunLongAgo',
  isLeftAlone: 'leadsTo(outage), not isReadByMx, and at − begun ≥ overdueAfter',
  isTroubleOfMx: 'reading.connectionStatus is DEGRADED, and code does not lead to outage',
};

const GROWS_TO_A_DAY = 'lookEvery, max(lookEvery, 24 h))';

/** What each name in the column `look` means. */
export const LOOK_TEXTS: Readonly<Record<Look, string>> = {
  never: 'null',
  hour: '1 h',
  day: '24 h',
  week: '7 days',
  job: 'grows(at − begun, 1 min, 10 min)',
  trouble: 'grows(at − begun, 1 h, 12 h)',
  unread: `grows(at − begun, ${GROWS_TO_A_DAY}`,
  stuckJob: `grows(at − begun − stuckAfter, ${GROWS_TO_A_DAY}`,
  oldWithoutDailyJob: `grows(at − success − upToDateFor, ${GROWS_TO_A_DAY}`,
  overdue: `grows(at − success − overdueAfter, ${GROWS_TO_A_DAY}`,
  healthy: 'max(lookEvery, min(success, at) + lookAfterSuccess − at)',
};

/** Definitions as lines of pseudocode, aligned. */
export function definitions(texts: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(texts).map(({ length }) => length));
  return Object.entries(texts)
    .flatMap(([name, text]) =>
      text
        .split('\n')
        .map((line, index) =>
          index === 0 ? `${name.padEnd(width)} := ${line}` : `${' '.repeat(width + 4)}${line}`,
        ),
    )
    .join('\n');
}

/** When a rule holds, in words. */
export const whenOf = ({ rule, when }: HealthRow): string =>
  rule === 'gone'
    ? 'page is `null`'
    : when
        .map(({ leadsTo, statusLeadsTo, all = [], not = [] }) =>
          [
            ...(leadsTo ? [`leadsTo(${leadsTo})`] : []),
            ...(statusLeadsTo ? [`row.leadsTo is ${statusLeadsTo}`] : []),
            ...all,
            ...not.map((name) => `not ${name}`),
          ].join(' and '),
        )
        .map((text) => text || 'always')
        .join('; or ');

/** A value of a row, in words. */
export const choiceText = (choice: Choice<string | null>): string =>
  typeof choice === 'object' && choice !== null
    ? `${code(String(choice.yes))} if ${choice.if}, else ${choiceText(choice.no)}`
    : code(String(choice));
