import {
  BACKEND_RULES,
  type BackendEvidence,
  type BackendRuleName,
} from '@mx-member/simulator/world';
import { expect, test } from 'vitest';
import { AT_MEMBER, NO_EVIDENCE, type Request, request } from '../support/evidence.ts';

/** The rules of `test-backend`, at each side of their limits. */

const RULES = Object.keys(BACKEND_RULES) as readonly BackendRuleName[];

test.each(RULES)('%s is not checked without evidence, and never passed', (name) => {
  expect(BACKEND_RULES[name].check(NO_EVIDENCE)).toMatchObject({ outcome: 'notChecked' });
});

type Moment = BackendEvidence['moments'][number];
type Person = BackendEvidence['people'][number];

const start = (at: number, status: number | null = 202, job = 'aggregate') =>
  request(at, 'start', { status, path: `${AT_MEMBER}/${job}` });
const answer = (at: number, more: Partial<Request> = {}) =>
  request(at, 'answer', { answered: ['one'], ...more });
const read = (at: number, status: string | null = 'CONNECTED', running = false) =>
  request(at, 'read', { status: 200, shown: { status, running, questions: [] } });
const update = (at: number, hasCredentials = true) => request(at, 'update', { hasCredentials });

const moment = (at: number, status: string | null, more: Partial<Moment> = {}): Moment => ({
  ...{ at, member: 1, status, running: false, errorCode: null, questions: [], jobsEnded: 0 },
  ...more,
});
const asks = { status: 'CHALLENGED', running: true, questions: ['one'] };
const starts = (at: number, hasNewPassword = false): Person => ({
  ...{ at, person: 1, type: 'starts', hasNewPassword },
});
const sees = (at: number, person = 1, question = 'one'): Person => ({
  ...{ at, person, type: 'sees', question },
});
const answers = (at: number): Person => ({ at, person: 1, type: 'answers', questions: ['one'] });
const learns = (at: number, end: 'connected' | 'failed'): Person => ({
  ...{ at, person: 1, type: 'learns', end },
});
const leaves = (at: number): Person => ({ at, person: 1, type: 'leaves' });
const refused = (at: number, status: number | null): Person => ({
  ...{ at, person: 1, type: 'refused', what: 'start', status },
});
const outage = (from: number, to: number) =>
  [
    { at: from, type: 'outageBegins' },
    { at: to, type: 'outageEnds' },
  ] as const;
const many = <Item>(count: number, item: (index: number) => Item): readonly Item[] =>
  Array.from({ length: count }, (_, index) => item(index));

const STATUSES = [200, 299, 300, 400, 407, 408, 409, 428, 429, 430, 499, 500, 503, null];
const but = (...some: readonly (number | null)[]) => STATUSES.filter((one) => !some.includes(one));

const bothAsked = [
  moment(0, 'CHALLENGED', asks),
  moment(0, 'CHALLENGED', { ...asks, member: 2, questions: ['two'] }),
];
const asked = moment(0, 'CHALLENGED', asks);
const ended = { moments: [moment(0, 'CREATED'), moment(10_000, 'CONNECTED', { jobsEnded: 1 })] };
const madeUp = (requests: readonly Request[]) => ({
  requests,
  people: [starts(10_000), learns(13_000, 'failed')],
});
const readings = many(5, (n) => read(n));
const over = (seen: Request, ...later: readonly Request[]) => ({
  moments: [moment(0, 'CREATED'), moment(10_000, seen.shown?.status ?? null)],
  requests: [start(0), seen, ...later],
});
const herd = (count: number, ms: number) => ({
  world: outage(0, 1_000),
  moments: many(count, (n) => moment(0, 'CONNECTED', { member: n + 1 })),
  requests: many(count, (n) => ({ ...read(1_000 + n * ms), member: n + 1 })),
});
const limited = { ...read(10_000), status: 429, retryAfter: 20_000 };
const again = (status: number | null, ...between: readonly Request[]) => ({
  requests: [start(0, status), ...between, start(20_000)],
});
const denied = (more: Partial<Moment> = {}) => ({
  moments: [moment(0, 'CREATED'), moment(5_000, 'DENIED', more)],
  requests: [start(0), start(20_000)],
});

type Outcome = 'passed' | 'failed' | 'notChecked';
/** What a rule says of evidence in which only one value differs: the values for each outcome. */
const limit = <Value>(
  outcomes: Partial<Record<Outcome, readonly Value[]>>,
  evidenceWith: (value: Value) => Partial<BackendEvidence>,
) =>
  Object.entries(outcomes).flatMap(([outcome, values]) =>
    values.map((value) => ({ outcome, value, evidence: evidenceWith(value) })),
  );

const LIMITS: Readonly<
  Record<BackendRuleName, Readonly<Record<string, ReturnType<typeof limit>>>>
> = {
  'answer-sent-twice': {
    'when the person answers again': limit(
      { passed: [10_001, 20_000], failed: [10_000, 20_001] },
      (at) => ({
        requests: [answer(10_000), answer(20_000)],
        people: [answers(5_000), answers(at)],
      }),
    ),
    "MX's reply to the answer": limit(
      { passed: [400, 407, 409, 428, 429, 430, 499], failed: [200, 299, 300, 408, 500, 503, null] },
      (status) => ({ requests: [answer(10_000, { status }), answer(20_000)] }),
    ),
  },
  'answer-after-expiry': {
    'when the answer is sent': limit({ passed: [15_000], failed: [15_001] }, (at) => ({
      moments: [moment(0, 'CHALLENGED', asks), moment(10_000, 'EXPIRED')],
      people: [answers(15_001)],
      requests: [answer(at)],
    })),
    'when the person answers': limit({ notChecked: [15_000], passed: [15_001] }, (at) => ({
      moments: [moment(0, 'CHALLENGED', asks), moment(10_000, 'EXPIRED')],
      people: [answers(at)],
    })),
  },
  'users-mixed': {
    'whose question the second person sees': limit(
      { passed: ['two'], failed: ['one'] },
      (question) => ({
        moments: bothAsked,
        people: [sees(1_000), sees(1_000, 2, question)],
      }),
    ),
    'whose member the server has made': limit({ passed: [2], failed: [1] }, (person) => ({
      moments: [...bothAsked, moment(0, 'CHALLENGED', { ...asks, member: 3, questions: ['new'] })],
      people: [{ at: 0, person, type: 'started', member: 3 }, sees(1_000), sees(1_000, 2, 'new')],
    })),
    'the member that gets the answer of the first person': limit(
      { passed: [1], failed: [2] },
      (member) => ({
        moments: bothAsked,
        people: [sees(1_000), sees(1_000, 2, 'two')],
        requests: [answer(2_000, { member, answersOf: [1] })],
      }),
    ),
  },
  'question-never-shown': {
    'when the question is shown': limit({ passed: [90_000], failed: [90_001] }, (at) => ({
      moments: [asked],
      people: [sees(at)],
    })),
    'when the person leaves': limit({ notChecked: [90_000], failed: [90_001] }, (at) => ({
      moments: [asked],
      people: [leaves(at)],
    })),
    'when the question closes': limit({ notChecked: [89_999], failed: [90_000] }, (at) => ({
      moments: [asked, moment(at, 'CONNECTED')],
      people: [starts(0)],
    })),
    'when an outage begins': limit({ passed: [0, 89_999], failed: [90_000] }, (from) => ({
      moments: [asked],
      people: [sees(200_000)],
      world: outage(from, 100_000),
    })),
    'when an outage ends': limit({ passed: [10_000], failed: [0, 9_999] }, (to) => ({
      moments: [asked],
      people: [sees(160_000)],
      world: outage(0, to),
    })),
    "MX's reply to a reading meanwhile": limit(
      { passed: [300, 408, 500, 503, null], failed: [200, 299, 400, 407, 409, 428, 429, 430, 499] },
      (status) => ({
        moments: [asked],
        people: [sees(200_000)],
        requests: [{ ...read(50_000), status }],
      }),
    ),
    'how long MX asks to wait': limit({ passed: [30_000], failed: [29_999] }, (retryAfter) => ({
      moments: [asked],
      people: [sees(170_000)],
      requests: [{ ...read(50_000), status: 429, retryAfter }],
    })),
    'how long the server runs before it is killed again': limit(
      { passed: [200_000], failed: [21_000] },
      (to) => ({
        moments: [moment(20_000, 'CHALLENGED', asks)],
        people: [sees(205_000)],
        world: [
          { at: 10_000, type: 'killed' },
          { at: 20_000, type: 'restarted' },
          { at: 20_000, type: 'killed' },
          { at: to, type: 'restarted' },
        ],
      }),
    ),
  },
  'end-not-shown': {
    'when the scenario ends': limit({ notChecked: [99_999], failed: [100_000] }, (until) => ({
      ...ended,
      until,
      people: [starts(0)],
      requests: [start(0)],
    })),
    'when the person leaves': limit({ notChecked: [100_000], failed: [100_001] }, (at) => ({
      ...ended,
      people: [starts(0), leaves(at)],
      requests: [start(0)],
    })),
    "MX's reply to the start": limit(
      { notChecked: [409, 429], failed: but(409, 429) },
      (status) => ({
        ...ended,
        people: [starts(0)],
        requests: [start(0, status)],
      }),
    ),
    "MX's reply to a start that the server refuses": limit(
      { passed: but(200, 299), failed: [200, 299] },
      (status) => ({
        ...ended,
        people: [starts(0), refused(5_000, 500)],
        requests: [start(0, status)],
      }),
    ),
  },
  'end-mistaken': {
    'what MX has when the person is shown "connected"': limit<Partial<Moment>>(
      {
        passed: [{}, { errorCode: 77 }],
        failed: [
          { errorCode: 1000 },
          { status: 'DENIED' },
          { running: true },
          { status: 'CREATED' },
        ],
      },
      (more) => ({
        moments: [moment(0, 'CONNECTED', more)],
        people: [learns(10_000, 'connected')],
        requests: [start(0)],
      }),
    ),
    'what MX has when the person is shown "failed"': limit<Partial<Moment>>(
      {
        passed: [{}, { status: 'DENIED', jobsEnded: 1 }, { errorCode: 1000, jobsEnded: 1 }],
        failed: [{ jobsEnded: 1 }, { running: true }],
      },
      (more) => ({
        moments: [moment(0, 'CONNECTED', more)],
        people: [learns(10_000, 'failed')],
        requests: [start(0)],
      }),
    ),
    'when the server asked MX, in vain': limit(
      { passed: [10_000, 13_000], failed: [9_999, 13_001] },
      (at) => madeUp([{ ...read(9_000) }, { ...read(at), status: 401 }]),
    ),
    "MX's reply since the person started": limit(
      { passed: but(200, 299), failed: [200, 299] },
      (status) => madeUp([{ ...read(11_000), status }]),
    ),
  },
  'old-success-trusted': {
    'what MX has when the person is shown "connected"': limit<Partial<Moment>>(
      { passed: [{}], failed: [{ running: true }, { status: 'DENIED' }, { errorCode: 1000 }] },
      (more) => ({
        moments: [moment(0, 'CONNECTED', { running: true }), moment(5_000, 'CONNECTED', more)],
        people: [learns(10_000, 'connected')],
        requests: [start(0), read(1_000)],
      }),
    ),
  },
  'old-failure-trusted': {
    'whether the job runs when the person is shown "failed"': limit(
      { passed: [false], failed: [true] },
      (running) => ({
        moments: [moment(0, 'DENIED', { running: true }), moment(5_000, 'DENIED', { running })],
        people: [learns(10_000, 'failed')],
        requests: [start(0), read(1_000, 'DENIED', true)],
      }),
    ),
  },
  'polled-too-fast': {
    'the time between two readings': limit({ passed: [2_863], failed: [2_862] }, (ms) => ({
      requests: many(5, (n) => read(n * ms)),
    })),
    'the number of readings': limit({ notChecked: [4], failed: [5] }, (count) => ({
      requests: many(count, (n) => read(n * 1_000)),
    })),
    'what happens meanwhile': limit<'webhook' | 'restarted' | 'killed'>(
      { notChecked: ['webhook', 'restarted'], failed: ['killed'] },
      (type) => ({
        requests: readings,
        world: [{ at: 2, type, member: 1 }],
      }),
    ),
    'what the person does meanwhile': limit<Person>(
      { notChecked: [starts(2), answers(2)], failed: [sees(2), learns(2, 'connected')] },
      (one) => ({ requests: readings, people: [one] }),
    ),
    'what the server sends meanwhile': limit<Request>(
      {
        notChecked: [start(2), answer(2), update(2)],
        failed: [update(2, false), request(2, 'other')],
      },
      (one) => ({ requests: [...readings, one] }),
    ),
  },
  'polls-never-end': {
    'when the member is read after its end': limit({ passed: [110_000], failed: [110_001] }, (at) =>
      over(read(20_000), read(at)),
    ),
    'when the scenario ends': limit({ notChecked: [129_999], failed: [130_000] }, (until) => ({
      ...over(read(20_000), read(125_000)),
      until,
    })),
    'the status that MX shows': limit(
      {
        notChecked: ['CREATED', 'UPDATED', 'RESUMED', 'RECONNECTED', 'CHALLENGED', 'PENDING', null],
        failed: ['CONNECTED', 'DENIED', 'EXPIRED', 'DISABLED'],
      },
      (status) => over(read(20_000, status), read(200_000, status)),
    ),
    'when the member was read for the last time': limit(
      { passed: [9_999], notChecked: [10_000] },
      (at) => ({ ...ended, until: 120_000, requests: [start(0), read(at, 'CREATED')] }),
    ),
    'how long a member is left alone': limit(
      { notChecked: [119_999], passed: [120_000] },
      (until) => ({ ...ended, until, requests: [start(0), read(1, 'CREATED')] }),
    ),
  },
  'outage-hammered': {
    'the number of requests in ten minutes': limit({ passed: [60], failed: [61] }, (count) => ({
      until: 700_000,
      world: outage(1, 600_001),
      requests: [read(0), ...many(count, (n) => read(n + 1)), read(600_001)],
    })),
  },
  'herd-after-outage': {
    'the time between two members': limit({ passed: [250], failed: [249] }, (ms) => herd(5, ms)),
    'the number of members': limit({ notChecked: [4], failed: [5] }, (count) => herd(count, 0)),
    'how soon a page looked before each reading': limit(
      { notChecked: [0, 310], failed: [-1, 311] },
      (ms) => ({
        ...herd(5, 0),
        looks: many(5, (n) => ({ at: 1_000 - ms, person: n + 1 })),
      }),
    ),
    'how many readings follow a page': limit({ notChecked: [9], failed: [8] }, (count) => ({
      ...herd(10, 0),
      looks: many(count, (n) => ({ at: 1_000, person: n + 1 })),
    })),
  },
  'retry-after-ignored': {
    'when the next request comes': limit(
      { passed: [10_000, 29_690], failed: [10_001, 29_689] },
      (at) => ({ requests: [limited, read(at)] }),
    ),
    'what the next request is': limit<Partial<Request>>(
      { passed: [{ member: 2 }, { call: 'answer' }], failed: [{}] },
      (more) => ({ requests: [limited, { ...read(11_000), ...more }] }),
    ),
  },
  'refused-key-hammered': {
    'the number of requests': limit({ passed: [10], failed: [11] }, (count) => ({
      requests: many(count, (n) => ({ ...read(n), status: 401 })),
    })),
  },
  'start-repeated': {
    'when a start follows new credentials': limit({ passed: [9_999], failed: [10_000] }, (at) => ({
      moments: [moment(0, 'UPDATED')],
      requests: [update(0), start(at)],
    })),
    'the job that follows new credentials': limit(
      { passed: ['verify'], failed: ['aggregate'] },
      (job) => ({
        moments: [moment(0, 'UPDATED')],
        requests: [update(0), start(15_000, 202, job)],
      }),
    ),
    "MX's reply to a start, before it is repeated without a reading": limit(
      { passed: [429], failed: but(429) },
      (status) => again(status),
    ),
    "MX's reply to a start, before a reading shows that nothing runs": limit(
      { passed: [300, 408, 409, 429, 500, 503, null], failed: [200, 299, 400, 407, 428, 430, 499] },
      (status) => again(status, read(10_000)),
    ),
    "MX's reply to a start, before a reading shows a job": limit(
      { passed: [429], failed: but(429) },
      (status) => again(status, read(10_000, 'CONNECTED', true)),
    ),
    'when a job ends after a lost reply': limit(
      { passed: [0, 20_001], failed: [1, 20_000] },
      (at) => ({
        ...again(null, read(10_000)),
        moments: [moment(0, 'CONNECTED'), moment(at, 'CONNECTED', { jobsEnded: 1 })],
      }),
    ),
    'when the person starts again': limit({ passed: [1, 20_000], failed: [0, 20_001] }, (at) => ({
      ...again(202),
      people: [starts(at)],
    })),
    'how the job of the first start ends, where another rule is about a refusal': limit(
      { passed: ['DENIED', 'PREVENTED'], failed: ['IMPAIRED'] },
      (status) => ({ ...again(202), moments: [moment(0, 'CREATED'), moment(5_000, status)] }),
    ),
    'whether an update has credentials': limit(
      { passed: [false], failed: [true] },
      (hasCredentials) => ({
        requests: [start(0), update(20_000, hasCredentials)],
      }),
    ),
  },
  'denied-retried': {
    'how the first start ends': limit<Partial<Moment>>(
      {
        failed: [{}, { status: 'PREVENTED' }],
        notChecked: [{ status: 'IMPAIRED' }, { running: true }],
      },
      (more) => denied(more),
    ),
    'when the person starts again': limit(
      { passed: [5_001, 20_000], failed: [5_000, 20_001] },
      (at) => ({ ...denied(), people: [starts(at)] }),
    ),
    'when the new password is sent': limit(
      { passed: [10_000, 20_000], failed: [20_001] },
      (at) => ({
        ...denied(),
        requests: [start(0), update(at), start(20_000)],
        people: [starts(10_000, true)],
      }),
    ),
  },
  'secret-in-output': {
    'the number of lines': limit({ notChecked: [0], passed: [1] }, (lines) => ({
      output: { lines, leaks: [] },
    })),
  },
};

const CASES = Object.entries(LIMITS).flatMap(([rule, limits]) =>
  Object.entries(limits).flatMap(([about, cases]) =>
    cases.map((one) => ({ ...one, rule: rule as BackendRuleName, about })),
  ),
);

test.each(CASES)('$rule, $about: $value has $outcome', ({ rule, outcome, evidence }) => {
  const all = { ...NO_EVIDENCE, moments: [moment(0, 'CONNECTED')], ...evidence };
  const requests = all.requests.toSorted((a, b) => a.at - b.at);
  expect(BACKEND_RULES[rule].check({ ...all, requests })).toMatchObject({ outcome });
});
