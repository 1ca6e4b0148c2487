import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ScenarioName } from '../../../packages/cli/src/doctor/scenarios/scenarios.ts';
import { releaseTime, stopTime } from '../../support/fake-timers.ts';
import { type Other, play, where } from '../support/other-bank.ts';

/** Banks that differ from the simulator on purpose. Each difference must be reported. */

beforeEach(stopTime);
afterEach(releaseTime);

const STATUS = /^GET .*\/status$/;

/** How a bank differs, the scenario that shows it, and the report: what, at MX, at the simulator. */
type Deviation = readonly [
  name: string,
  scenario: ScenarioName,
  other: Other,
  said: readonly [what: string, seen: readonly string[], expected: readonly string[]],
];

const DEVIATIONS: readonly Deviation[] = [
  [
    'a success is stamped before the job has ended',
    'connects',
    {
      edit: where(STATUS, (member) => ({
        member: { ...member, successfully_aggregated_at: '2030-01-01T00:00:00Z' },
      })),
    },
    [
      'the time stamps while a job runs',
      ['the success is of the last job'],
      ['one is missing', 'the success is older than the last job'],
    ],
  ],
  [
    'a wrong answer is asked again',
    'wrong-answer',
    { options: { wrongAnswer: 'CHALLENGED' } },
    ['the end by our rules', ['it still needs answers'], ['failed: answer, REJECTED']],
  ],
  [
    'the second round is missing',
    'two-rounds',
    { options: { followUp: false } },
    ['question 2', [], ['TEXT']],
  ],
  [
    'an image is a choice',
    'image',
    { options: { imageChallenge: 'IMAGE_OPTIONS' } },
    ['question 1', ['IMAGE_OPTIONS'], ['IMAGE_DATA']],
  ],
  [
    'a choice is named by its guid',
    'options',
    { options: { answerOptionsBy: ['guid'] } },
    ['at last', ['REJECTED, idle'], ['CONNECTED, idle']],
  ],
  [
    'another status is shown while a job runs',
    'connects',
    { options: { statusWhileRunning: 'UPDATED' } },
    ['while a job runs', ['UPDATED, job runs'], ['CREATED, job runs', 'CONNECTED, job runs']],
  ],
  [
    'answers that fit no question get another code',
    'unknown-question',
    { options: { refusedAnswers: 422 } },
    ['an answer to a question that is not open', ['HTTP 422'], ['HTTP 400']],
  ],
  [
    'a second member with the same login is made',
    'duplicate',
    { options: { duplicates: 'allowed' } },
    ['the same login again', ['HTTP 202, CREATED, job runs'], ['HTTP 409']],
  ],
  [
    'another password makes another member',
    'duplicate',
    { options: { duplicates: 'credentials' } },
    ['the same user name with another password', ['HTTP 202, CREATED, job runs'], ['HTTP 409']],
  ],
  [
    'a 409 names the member',
    'duplicate',
    { options: { conflictNamesMember: true } },
    ['the same login again: the member that is in the way', ['it is named'], ['it is not named']],
  ],
  [
    'the first wrong password locks',
    'repair',
    { options: { mostDenied: 1 } },
    [
      'the end by our rules',
      ['failed: credentials, PREVENTED', 'connected with new data'],
      ['failed: credentials, DENIED', 'connected with new data'],
    ],
  ],
  [
    'a question never expires',
    'expired',
    { options: { challengeLifetime: 3_600_000 } },
    ['stopped', ['the question did not expire; try a longer --expiry'], []],
  ],
  [
    'types of questions are numbers',
    'options',
    { options: { integerTypes: true } },
    ['GET /users/*/members/*/status: member.challenges[].type', ['number'], ['text']],
  ],
  [
    'the error is a text',
    'connects',
    { options: { errorAs: 'string' } },
    ['POST /users/*/members: member.error', ['text'], ['object']],
  ],
  [
    'a member has no error',
    'connects',
    { options: { errorAs: 'absent' } },
    ['POST /users/*/members: member.error', [], ['object']],
  ],
  [
    'a field is missing',
    'connects',
    { edit: where(STATUS, ({ has_processed_accounts: _, ...member }) => ({ member })) },
    ['GET /users/*/members/*/status: member.has_processed_accounts', [], ['boolean']],
  ],
  [
    'a field is new',
    'connects',
    { edit: where(STATUS, (member) => ({ member: { ...member, mood: 'good' } })) },
    ['GET /users/*/members/*/status: member.mood', ['text'], []],
  ],
  [
    'moments are numbers',
    'connects',
    { edit: where(STATUS, (member) => ({ member: { ...member, aggregated_at: 1_700_000_000 } })) },
    ['GET /users/*/members/*/status: member.aggregated_at', ['number'], ['moment']],
  ],
  [
    'a status that nobody knows',
    'connects',
    {
      edit: where(STATUS, (member) => ({
        member: member.is_being_aggregated
          ? { ...member, connection_status: 'WARMING_UP' }
          : member,
      })),
    },
    ['while a job runs', ['WARMING_UP, job runs'], ['CREATED, job runs', 'CONNECTED, job runs']],
  ],
  [
    'a resumed member is idle',
    'two-rounds',
    {
      edit: where(/\/resume$/, (member) => ({
        member: { ...member, is_being_aggregated: false },
      })),
    },
    ['the replies to answers', ['HTTP 202, RESUMED, idle'], ['HTTP 202, RESUMED, job runs']],
  ],
  [
    'no job runs while a question stands',
    'options',
    {
      edit: where(STATUS, (member) => ({
        member:
          member.connection_status === 'CHALLENGED'
            ? { ...member, is_being_aggregated: false }
            : member,
      })),
    },
    ['while a question stands', ['CHALLENGED, idle'], ['CHALLENGED, job runs']],
  ],
  [
    'the success keeps its old time',
    'connects',
    {
      edit: where(/^GET .*\/members\/[^/]+(\/status)?$/, (member) => ({
        member: {
          ...member,
          successfully_aggregated_at: member.successfully_aggregated_at && '2020-01-01T00:00:00Z',
        },
      })),
    },
    [
      'the time stamps at last',
      ['the success is older than the last job'],
      ['the success is of the last job'],
    ],
  ],
  [
    'a new member gets 200',
    'connects',
    { edit: where(/^POST .*\/members$/, () => ({ status: 200 })) },
    ['the new member', ['HTTP 200, CREATED, job runs'], ['HTTP 202, CREATED, job runs']],
  ],
  [
    'another job starts while one runs',
    'running-job',
    { edit: (sent) => (sent.endsWith('/verify') ? { status: 200 } : undefined) },
    ['another job while one runs', ['HTTP 200'], ['HTTP 409']],
  ],
  [
    'the same job is refused while it runs',
    'running-job',
    { edit: (sent) => (sent.endsWith('/aggregate') ? { status: 409, member: null } : undefined) },
    ['the same job while it runs', ['HTTP 409'], ['HTTP 202, CHALLENGED, job runs']],
  ],
  [
    'no questions are an empty list',
    'connects',
    { edit: (sent) => (sent.endsWith('/challenges') ? { status: 200, member: null } : undefined) },
    ['the questions when nothing is asked', ['HTTP 200'], ['HTTP 204']],
  ],
  [
    'an answer when nothing is asked is taken',
    'connects',
    { edit: (sent) => (sent.endsWith('/resume') ? { status: 202, member: {} } : undefined) },
    ['an answer when nothing is asked', ['HTTP 202'], ['HTTP 405']],
  ],
  [
    'a job starts before the user was at the bank',
    'oauth-pending',
    { edit: (sent) => (sent.endsWith('/aggregate') ? { status: 202, member: {} } : undefined) },
    ['a job before the user was there', ['HTTP 202'], ['HTTP 405']],
  ],
  [
    'a new OAuth member has no address',
    'oauth-pending',
    {
      edit: where(/^POST .*\/members$/, (member) => ({
        member: { ...member, oauth_window_uri: null },
      })),
    },
    ['the address of the bank’s page with the new member', ['is missing'], ['is there']],
  ],
  [
    'a deleted member is still shown',
    'connects',
    {
      edit: (sent, _, status) =>
        /^GET .*members\/[^/]+$/.test(sent) && status === 404
          ? { status: 200, member: { connection_status: 'CONNECTED', is_being_aggregated: false } }
          : undefined,
    },
    ['the page of a deleted member', ['HTTP 200, CONNECTED, idle'], ['HTTP 404']],
  ],
];

test.each(DEVIATIONS)('reports that %s', async (_name, scenario, other, [what, seen, expected]) => {
  const { compared, differences, left, users } = await play([scenario], other);
  const option = Object.keys(other.options ?? {})[0] ?? null;
  const all = [
    ...differences.map((one) => ({
      what: one.what,
      seen: one.seen,
      expected: one.expected,
      option: one.option,
    })),
    ...compared
      .filter(({ stopped }) => stopped !== null)
      .map(({ stopped }) => ({ what: 'stopped', seen: [stopped], expected: [], option })),
  ];
  // If the simulator has an option for it, the report names the option.
  expect(all).toContainEqual({ what, seen, expected, option });
  expect(left).toEqual([[]]);
  expect(users).toEqual([]);
});
