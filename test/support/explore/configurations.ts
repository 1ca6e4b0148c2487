import { MOST_RETURNS } from '../../../packages/machine/src/rules/echoes.ts';
import type { Ending } from '../../../packages/simulator/src/model/model.ts';
import { type Budget, type Configuration, configuration } from './configuration.ts';

/**
 * The searches. Each one closes: what has no limit may happen any number of times, at any moment. Failed calls,
 * crashes and webhooks together make most of the states, so only the larger searches have all three.
 */

const ANY = Number.POSITIVE_INFINITY;

/** What can happen to every member, any number of times. */
const USUAL: Partial<Record<Budget, number>> = {
  round: ANY,
  expiry: ANY,
  refusal: ANY,
  lag: ANY,
  fault: ANY,
  hint: ANY,
  crash: ANY,
  wrong: ANY,
};

const WELL: Ending = { status: 'CONNECTED', reason: null };
/** A member whose last job has expired, and whose next one can. */
const AFTER_EXPIRY = {
  before: { status: 'EXPIRED', started: 2, succeeded: 1 },
  endings: [WELL, { status: 'EXPIRED', reason: 'expired' }],
} as const;
/** What can happen beside one round of questions. */
const ONE_ROUND: Partial<Record<Budget, number>> = { round: 1, lag: ANY, wrong: ANY, hint: ANY };

/** The searches that `pnpm test` runs. */
export const CONFIGURATIONS: readonly Configuration[] = [
  configuration({
    name: 'everything',
    left: { ...USUAL, throttle: ANY, crash: 0, hint: 0 },
    larger: { pace: 3_000, meetings: MOST_RETURNS - 1, left: USUAL },
  }),
  configuration({
    name: 'an error from before',
    ...AFTER_EXPIRY,
    left: { ...USUAL, fault: 0 },
    larger: { pace: 3_000, left: USUAL },
  }),
  configuration({
    name: 'the flag is never sent',
    flag: false,
    pace: 50_000,
    left: { round: 1, lag: ANY, fault: 1, wrong: 1 },
    bounds: { asked: 2, ended: 3 },
    larger: { bounds: { asked: 2, ended: 4 }, left: { fault: 1, crash: 1, hint: 1 } },
  }),
  configuration({
    name: 'a job of MX itself',
    bounds: { asked: 1, ended: 2 },
    left: { round: 1, lag: ANY, otherJob: 1, otherRound: 1, elsewhere: 1 },
    larger: { bounds: { asked: 2, ended: 2 }, left: { fault: 1, crash: 1 } },
  }),
  configuration({
    name: 'time',
    deadlines: { busy: 1, needsUser: 1, unreachable: 1 },
    left: { round: 1, fault: ANY, tick: ANY },
    larger: { left: { lag: 1, crash: 1, absence: 1 } },
  }),
  configuration({
    name: 'delivered twice, asked twice',
    left: { round: 1, lag: ANY, crash: ANY, wrong: ANY, sameAgain: 1, repeat: 1 },
    bounds: { asked: 4, ended: 2 },
    larger: {
      bounds: { asked: 5, ended: 2 },
      left: { fault: 1, hint: 1, refusal: 1, round: ANY, sameAgain: 2, repeat: ANY },
    },
  }),
  configuration({
    name: 'replicas that take turns',
    faults: [],
    meetings: MOST_RETURNS - 1,
    bounds: { asked: 5, ended: 2 },
    left: { ...ONE_ROUND, sameAgain: 1 },
    larger: { pace: 3_000, left: { round: 2, sameAgain: 2 } },
  }),
  configuration({
    name: 'replies that run ahead of replicas',
    ...AFTER_EXPIRY,
    pace: 3_000,
    startLag: 8_000,
    catchUp: 9_000,
    bounds: { asked: 1, ended: 2 },
    left: { round: 1, lag: ANY, hint: ANY },
    larger: { left: { round: 2, expiry: 1, wrong: 1 } },
  }),
  configuration({
    name: 'a queue, and starts that lead to nothing',
    ...AFTER_EXPIRY,
    pace: 3_000,
    catchUp: 9_000,
    bounds: { asked: 1, ended: 2 },
    left: { round: 1, lag: ANY, queue: 1, throttle: 1, hint: ANY },
    larger: { left: { round: 2, expiry: 1, wrong: 1 } },
  }),
  configuration({
    name: 'a job of another type, and starts that are refused',
    faults: ['rateLimited', 'notSent'],
    left: { round: 1, lag: ANY, fault: ANY, otherJob: 1, otherRound: 1, unsupported: ANY },
    larger: { left: { expiry: 1, hint: 1 } },
  }),
  configuration({
    name: '404 in turn',
    bounds: { asked: 5, ended: 2 },
    left: { round: 1, lag: ANY, missing: ANY, sameAgain: 1, wrong: ANY, hint: ANY },
    larger: { left: { crash: 1, fault: 1, deletion: 1 } },
  }),
  configuration({
    name: 'a clock that is set back',
    bounds: { asked: 5, ended: 2 },
    left: { ...ONE_ROUND, sameAgain: 1, clock: 1 },
  }),
  configuration({
    name: 'a question with other words',
    bounds: { asked: 1, ended: 2 },
    left: { ...ONE_ROUND, words: 1 },
    larger: { bounds: { asked: 2, ended: 2 }, left: { fault: 1, crash: 1, elsewhere: 1 } },
  }),
  configuration({
    name: 'requests that arrive late',
    left: { round: 1, lag: ANY, fault: 1, late: 1, wrong: 1 },
    larger: { left: { fault: ANY, crash: 1, repeat: 1 } },
  }),
  configuration({
    name: 'a job that runs already',
    input: { job: null },
    left: { ...USUAL, crash: 0 },
    larger: { left: { crash: ANY } },
  }),
  configuration({
    name: 'a job that runs already, and no baseline',
    bounds: { asked: 2, ended: 3 },
    input: { job: null },
    hasBaseline: false,
    left: { ...USUAL, hint: 0, crash: 0 },
    larger: { bounds: { asked: 2, ended: 4 }, left: { crash: ANY } },
  }),
  configuration({
    name: 'starts that are lost, and crashes',
    left: { round: 1, lag: ANY, fault: ANY, crash: ANY },
    larger: { left: { ...USUAL, wrong: 0 } },
  }),
  configuration({
    name: 'no time stamps',
    stamps: false,
    left: { ...USUAL, wrong: 0, hint: 0, crash: 0 },
    larger: { bounds: { asked: 2, ended: 3 }, left: { crash: ANY } },
  }),
  configuration({
    name: 'two questions a round',
    questionsPerRound: 2,
    left: { ...USUAL, hint: 0, crash: 0, partial: ANY },
    larger: { left: { crash: ANY } },
  }),
  configuration({
    name: 'new credentials',
    isAct: true,
    before: { status: 'DENIED', started: 2, succeeded: 1 },
    left: { round: 1, lag: ANY, fault: ANY, wrong: 1 },
    larger: { left: { crash: ANY, hint: ANY } },
  }),
  configuration({
    name: 'new credentials, and another job after',
    isAct: true,
    input: { job: 'verify' },
    left: { round: 1, otherRound: 1, lag: ANY, fault: 1, wrong: 1 },
    larger: { left: { crash: ANY, hint: ANY } },
  }),
  configuration({
    name: 'OAuth, and the aggregation',
    input: { job: 'aggregate', oauth: true },
    left: { round: 1, lag: ANY, fault: 1 },
    larger: { left: { crash: ANY, hint: ANY } },
  }),
  configuration({
    name: 'OAuth',
    input: { job: null, oauth: true },
    before: { status: 'PENDING', started: null, succeeded: null },
    left: { ...USUAL, wrong: 0, crash: 0 },
    larger: { left: { crash: ANY } },
  }),
  configuration({
    name: 'OAuth after an error',
    input: { job: null, oauth: true },
    before: { status: 'IMPAIRED', started: 2, succeeded: 1 },
    left: { ...USUAL, wrong: 0, crash: 0 },
    larger: { left: { crash: ANY } },
  }),
  configuration({
    name: 'a member that is deleted',
    left: { round: 1, lag: ANY, crash: ANY, missing: ANY, deletion: 1 },
    larger: { left: USUAL },
  }),
  configuration({
    name: 'MX asks to send less',
    faults: ['rateLimited'],
    left: { ...USUAL, wrong: 0, crash: 0 },
    larger: { left: { crash: 1 } },
  }),
  configuration({
    name: 'the user is signed out',
    faults: ['signedOut', 'notSent'],
    bounds: { asked: 1, ended: 2 },
    left: { ...USUAL, wrong: 0, crash: 0 },
    larger: { bounds: { asked: 2, ended: 2 }, left: { crash: 1 } },
  }),
  configuration({
    name: 'the flag is left out now and then',
    bounds: { asked: 1, ended: 2 },
    // The reply to the start contains it.
    left: { round: ANY, expiry: ANY, lag: ANY, wrong: ANY, hint: ANY, unflagged: ANY },
  }),
  configuration({
    name: 'error codes',
    endings: [
      WELL,
      { status: 'CONNECTED', errorCode: 1002, reason: 'accessDenied' },
      { status: 'DENIED', errorCode: 2005, reason: 'credentials' },
      { status: 'FAILED', errorCode: 3001, reason: 'unavailable' },
    ],
    left: { ...USUAL, wrong: 0, hint: 0 },
  }),
  configuration({
    name: 'verify',
    input: { job: 'verify' },
    endings: [
      WELL,
      { status: 'IMPAIRED', errorCode: 1000, reason: 'noAccounts', first: 'CONNECTED' },
    ],
    left: { ...USUAL, wrong: 0, crash: 0 },
    larger: { left: { crash: ANY } },
  }),
];
