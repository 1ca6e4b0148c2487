import {
  begin,
  EVENT,
  type MemberInput,
  type MemberRecord,
  RECORD,
  type StampedReading,
  step,
} from '../../packages/machine/src/index.ts';
import { inputOf, MEMBER } from './input.ts';
import { type Line, question, type Script } from './script.ts';
import { spoilt } from './spoilt.ts';
import { happens } from './text/lines.ts';

/** A record that has not ended. */
const UNDER_WAY = begin(inputOf({ job: null })).record;
const endedOf = (other: Partial<Record<keyof typeof MEMBER, string>>): MemberRecord =>
  step(begin(inputOf({ member: { ...MEMBER, ...other }, job: null })).record, {
    type: 'cancel',
  }).record;

const STARTED = happens('done startJob CONNECTED running', 'aggregating.waiting');
const ASKED = [...STARTED, ...happens('poll CHALLENGED A', 'challenged.waiting')];

/** A record that is changed in its context, or as a whole. */
const context =
  (change: object) =>
  (record: MemberRecord): unknown => ({ ...record, context: { ...record.context, ...change } });
const whole =
  (change: object) =>
  (record: MemberRecord): unknown => ({ ...record, ...change });
/** A record in another place, with the phase of that place. */
const placed =
  (state: string, change: object) =>
  (record: MemberRecord): unknown => ({
    ...record,
    state,
    context: { ...record.context, phase: state.split('.')[0], ...change },
  });
const without = (record: MemberRecord): unknown => {
  const { failures: _, ...rest } = record.context;
  return { ...record, context: rest };
};

/** Refused, whether to go on from or to take a step from. */
const refusedRecord = (record: (record: MemberRecord) => unknown): readonly Line[] => [
  { recover: true, record, refused: true },
  { event: () => ({ type: 'cancel' }), record, refused: true },
];

const badRecord = (
  name: string,
  what: string,
  change: (record: MemberRecord) => unknown,
): Script => ({
  id: `records-refused-${name}`,
  description: `A record ${what} is refused, and nothing has happened.`,
  rules: ['R4'],
  steps: [
    ...ASKED,
    ...refusedRecord(change),
    happens('poll CHALLENGED A', 'challenged.waiting', { does: 'wait', round: 1 }),
  ],
});

const badInput = (
  name: string,
  what: string,
  input: object,
  rules: readonly string[] = ['R5'],
): Script => ({
  id: `records-input-${name}`,
  description: `An input ${what} is refused.`,
  rules,
  input: input as Partial<MemberInput>,
  begins: 'refused',
  steps: [],
});

const badEvent = (name: string, what: string, event: unknown): Script => ({
  id: `records-event-${name}`,
  description: `An event ${what} is refused, and changes nothing.`,
  rules: ['R5'],
  steps: [
    STARTED,
    { event: () => event, refused: true },
    happens('poll CREATED running', 'aggregating.waiting', { wait: 3_000 }),
  ],
});

/** The last line of these, with another record. */
const from = (
  record: (record: MemberRecord) => unknown,
  ...[text, state, shows]: Parameters<typeof happens>
): readonly Line[] => happens(text, state, shows).map((line) => ({ ...line, record }));

/** As long as a guid may be. Each character is two bytes in UTF-8. */
const LONGEST_GUID = 'é'.repeat(256);

const given: readonly Script[] = [
  {
    id: 'records-input-longest-guids',
    description: 'Guids of 256 characters are taken, however many bytes they have.',
    rules: ['R5', 'R1'],
    input: {
      member: { userGuid: LONGEST_GUID, memberGuid: LONGEST_GUID },
      unsafePacing: false,
    },
    steps: [STARTED],
  },
  {
    id: 'records-from-elsewhere',
    description: 'A record that another implementation has written is gone on from.',
    rules: ['R1'],
    steps: [
      ...ASKED,
      from(
        context({
          round: 7,
          challenges: [{ guid: 'B', type: 'TOKEN', label: 'Code?', options: [] }],
          answeredGuids: ['A'],
        }),
        'answer B=x',
        'resumed.submitting',
        { does: 'cancelWait resumed submitAnswers', round: 7 },
      ),
    ],
  },
  {
    id: 'records-from-elsewhere-recover',
    description: 'A record that another implementation has left in a submission is gone on from.',
    rules: ['R1', 'R2', 'P10'],
    steps: [
      ...ASKED,
      from(
        (record) => ({
          ...record,
          state: 'resumed.submitting',
          context: { ...record.context, phase: 'resumed', since: null, awaiting: 'command' },
        }),
        'recover',
        'resumed.reading',
        { does: 'readStatus', warning: { code: 'lost' } },
      ),
    ],
  },
];

const refused: readonly Script[] = [
  badRecord('version', 'of another version', whole({ schema: 1 })),
  badRecord('state', 'in a place that does not exist', whole({ state: 'challenged.submitting' })),
  badRecord('missing', 'without a field', without),
  badRecord('unknown', 'with a field that nobody knows', context({ answers: [] })),
  badRecord('range', 'with a count below 0', context({ round: -1 })),
  badRecord('pacing', 'with a pace that no timer can hold', (record) => ({
    ...record,
    context: { ...record.context, pacing: { ...record.context.pacing, busy: 2_147_483_648 } },
  })),
  badRecord('phase', 'whose phase is not the phase of its state', context({ phase: 'resumed' })),
  badRecord(
    'connected',
    'that is connected without a verdict that says so',
    whole({ state: 'connected' }),
  ),
  ...[
    [
      'connected-doubt',
      'that is connected without saying whether the data is fresh',
      'connected',
      { evidence: 'none' },
    ],
    [
      'connected-unproven',
      'that is connected without saying what shows that the job ran',
      'connected',
      { fresh: false },
    ],
    [
      'connected-running',
      'that is connected with another verdict',
      'running',
      { fresh: true, evidence: 'none' },
    ],
  ].map(([name, what, type, more]) =>
    badRecord(`${name}`, `${what}`, (record) => ({
      ...record,
      state: 'connected',
      context: { ...record.context, verdict: { type, rule: 'connected', ...Object(more) } },
    })),
  ),
  ...[
    ['failed', 'that has failed without a reason and a next step', 'failed', {}],
    ['failed-reason', 'that has failed without a reason', 'failed', { nextStep: 'connectAgain' }],
    ['failed-next-step', 'that has failed without a next step', 'failed', { reason: 'locked' }],
    [
      'failed-unknown',
      'that has failed for a reason that nobody knows',
      'failed',
      { reason: 'bored', nextStep: 'connectAgain' },
    ],
    [
      'failed-running',
      'that has failed with another verdict',
      'running',
      { reason: 'locked', nextStep: 'connectAgain' },
    ],
  ].map(([name, what, type, more]) =>
    badRecord(`${name}`, `${what}`, (record) => ({
      ...record,
      state: 'failed',
      context: { ...record.context, verdict: { type, rule: 'failed', ...Object(more) } },
    })),
  ),
  badRecord('start', 'that starts no job', (record) => ({
    ...record,
    state: 'aggregating.starting',
    context: { ...record.context, phase: 'aggregating', job: null },
  })),
  ...['none', 'due', 'unsure', 'found'].map((pendingStart) =>
    badRecord(
      `queue-${pendingStart}`,
      `that waits for another job, and whose start is "${pendingStart}"`,
      placed('aggregating.queued', { pendingStart }),
    ),
  ),
  ...['none', 'unsure', 'found'].map((pendingStart) =>
    badRecord(
      `starting-${pendingStart.toLowerCase()}`,
      `in a start that is "${pendingStart}", not due`,
      placed('aggregating.starting', { pendingStart }),
    ),
  ),
  ...['due', 'unsure', 'otherJob', 'found'].map((pendingStart) =>
    badRecord(
      `no-job-${pendingStart.toLowerCase()}`,
      `without a job to start, whose start is "${pendingStart}"`,
      placed('aggregating.waiting', { job: null, pendingStart }),
    ),
  ),
  ...['reading', 'waiting'].map((place) =>
    badRecord(
      `question-${place}`,
      `in challenged.${place} without a question`,
      placed(`challenged.${place}`, { challenges: [] }),
    ),
  ),
  ...['connected', 'failed'].map((type) =>
    badRecord(
      `verdict-${type}`,
      `under way with the verdict ${type}`,
      placed('resumed.waiting', {
        verdict: { type, rule: 'limit', fresh: true, reason: 'locked', nextStep: 'connectAgain' },
      }),
    ),
  ),
  badInput('job', 'with a job that MX does not have', { job: 'dance' }),
  badInput('member', 'without a member', { member: { userGuid: '', memberGuid: 'MBR-1' } }),
  badInput('pacing', 'with a pace below 0', { pacing: { busy: -1 } }),
  badInput('deadline', 'with a deadline of 0', { deadlines: { busy: 0 } }),
  badInput('pace', 'with a pace below 1,000 ms', { pacing: { busy: 999 } }, ['P11', 'R5']),
  badInput(
    'pace-of-the-user',
    'with a pace below 1,000 ms while the user is needed',
    { pacing: { needsUser: 999 } },
    ['P11', 'R5'],
  ),
  badInput('baseline', 'with a baseline in other words than MX’s reading has here', {
    baseline: { connection_status: 'CONNECTED' },
  }),
  badInput('baseline-null', 'with a baseline that is null', { baseline: null }),
  badInput('answer-with', 'that sends options by a name they do not have', { answerWith: 'text' }),
  badInput('after', 'with an attempt before it that has not ended', { after: UNDER_WAY }),
  badInput('after-another', 'with an attempt of another member before it', {
    after: endedOf({ memberGuid: 'MBR-2' }),
  }),
  badInput('after-another-user', 'with an attempt of the same member of another user before it', {
    after: endedOf({ userGuid: 'USR-2' }),
  }),
  badInput('after-contradiction', 'with an attempt that has failed without a reason before it', {
    after: context({ verdict: { type: 'failed', rule: 'cancelled' } })(endedOf({})),
  }),
  badInput('unsafe', 'with a pace below 1,000 ms that is said not to be unsafe', {
    pacing: { busy: 999 },
    unsafePacing: false,
  }),
  badInput('unknown', 'with a field that nobody knows', { credentials: [] }),
  badInput('unknown-pace', 'with a pace that nobody knows', { pacing: { slow: 1_000 } }),
  badInput('unknown-id', 'with a member that has one more id', {
    member: { ...MEMBER, institutionCode: 'mxbank' },
  }),
  badInput('job-absent', 'without a job, which is not null', { job: undefined }),
  badInput('after-null', 'with a record before it that is null', { after: null }),
  badInput('pace-null', 'with a pace that is null', { pacing: { busyMost: null } }),
  badInput('oauth-null', 'that does not say whether it is OAuth', { oauth: null }),
  badInput('deadline-too-long', 'with a deadline that no timer can hold', {
    deadlines: { unreachable: 2_147_483_648 },
  }),
  badEvent('prompt', 'of answers that name no prompt', { type: 'challenge.answer', answers: [] }),
  badEvent('unknown', 'of an unknown type', { type: 'member.start' }),
  badEvent('call', 'of an unknown call', {
    type: 'done',
    call: 'deleteMember',
    turn: 2,
    reading: { connectionStatus: null, isBeingAggregated: null, challenges: [], at: 1_001_000 },
  }),
  badEvent('reading', 'with a reading that lacks its status', {
    type: 'done',
    call: 'readStatus',
    turn: 2,
    reading: { isBeingAggregated: true, challenges: [], at: 1_001_000 },
  }),
  badEvent('stamp', 'with a fault that has no stamp', {
    type: 'error',
    call: 'readStatus',
    turn: 2,
    fault: { code: 'unauthorized' },
  }),
  badEvent('code', 'with a fault that nobody knows', {
    type: 'error',
    call: 'readStatus',
    turn: 2,
    fault: { code: 'tired', at: 1_001_000 },
  }),
  badEvent('field', 'with a field that nobody knows', { type: 'cancel', why: 'bored' }),
];

const OPTION = { label: 'Red', value: '1', guid: 'OPT-1', dataUri: 'data:1' };
/** A reading that has every field. */
const WHOLE_READING: StampedReading = {
  connectionStatus: 'CHALLENGED',
  isBeingAggregated: true,
  challenges: [{ guid: 'A', type: 'OPTIONS', label: 'A?', options: [OPTION], imageData: 'data:2' }],
  aggregatedAt: null,
  successfullyAggregatedAt: null,
  message: 'One moment.',
  errorCode: 1000,
  needsUpdatedCredentials: false,
  progress: 'accounts',
  jobGuid: 'JOB-1',
  at: 1_001_000,
  took: 0,
};
const RUNNING = { connectionStatus: 'CONNECTED', isBeingAggregated: true, challenges: [] };
const WHOLE_FAULT = {
  code: 'unreachable',
  status: 503,
  retryAfter: 0,
  path: '/users',
  at: 1_001_000,
};

/** Events that are refused for one field each, and then the event as it should be. */
const everyField = (name: string, what: string, steps: Script['steps'], event: object): Script => ({
  id: `records-event-every-field-${name}`,
  description: `An event with ${what} is refused where any field is missing, unknown or wrong, and kept whole where none is.`,
  rules: ['R5', 'R1'],
  steps: [
    ...steps,
    ...spoilt(EVENT, event).map((wrong): Line => ({ event: () => wrong, refused: true })),
    { event: () => event },
  ],
});

const READS = [STARTED, happens('elapsed', 'aggregating.reading')];

const everyEvent: readonly Script[] = [
  everyField('done', 'a reading', READS, {
    type: 'done',
    call: 'readStatus',
    turn: 3,
    reading: WHOLE_READING,
  }),
  everyField('error', 'a fault', READS, {
    type: 'error',
    call: 'readStatus',
    turn: 3,
    fault: WHOLE_FAULT,
  }),
  everyField('answer', 'answers', ASKED, {
    type: 'challenge.answer',
    answers: [{ guid: 'A', value: 'x' }],
    prompt: 1,
  }),
  everyField('sealed', 'sealed answers', ASKED, {
    type: 'challenge.answer',
    answers: [{ guid: 'A', sealed: 'x' }],
    prompt: 1,
  }),
  everyField('elapsed', 'a turn', [STARTED], { type: 'elapsed', turn: 2 }),
];

const ASKED_RECORD = (
  [
    { type: 'done', call: 'startJob', turn: 1, reading: { ...RUNNING, at: 1_000_000 } },
    { type: 'elapsed', turn: 2 },
    { type: 'done', call: 'readStatus', turn: 3, reading: { ...WHOLE_READING, at: 1_001_000 } },
  ] as const
).reduce((record: MemberRecord, event) => step(record, event).record, begin(inputOf()).record);

/** A record with an open question in which no object is absent. */
const WHOLE_RECORD: MemberRecord = {
  ...ASKED_RECORD,
  context: {
    ...ASKED_RECORD.context,
    baseline: { connectionStatus: 'DENIED', errorCode: 1000, aggregatedAt: null },
    finding: { rule: 'elsewhereOnce', from: 1_001_000 },
    fault: { code: 'unreachable', at: 1_001_000 },
    problems: [{ guid: 'A', code: 'refused', message: '' }],
  },
};

const everyFieldOfARecord: Script = {
  id: 'records-refused-every-field',
  description: 'A record without a field, or with one that nobody knows, is refused.',
  rules: ['R4'],
  steps: [
    ...ASKED,
    ...spoilt(RECORD, WHOLE_RECORD, [undefined]).map(
      (wrong): Line => ({ recover: true, record: () => wrong, refused: true }),
    ),
    { recover: true, record: () => WHOLE_RECORD, state: 'challenged.reading' },
  ],
};

const SECRET = 'correct horse battery staple';

const quoteNothing: Script = {
  id: 'records-refusals-do-not-quote',
  description: 'The refusal of an event with answers does not quote them.',
  rules: ['S2', 'R5'],
  steps: [
    ...ASKED,
    ...[
      { answers: [{ guid: 'A', value: SECRET, sealed: SECRET }], prompt: 1 },
      { answers: SECRET, prompt: 1 },
      { answers: [], prompt: 1, note: SECRET },
    ].map(
      (wrong): Line => ({ event: () => ({ type: 'challenge.answer', ...wrong }), refused: true }),
    ),
  ],
};

/** A record with answers on their way, some of whose fields are other than a step before would have left them. */
const submitting = (record: MemberRecord): unknown => ({
  ...record,
  state: 'resumed.submitting',
  context: {
    ...record.context,
    phase: 'resumed',
    since: null,
    awaiting: 'none',
    hint: 'pending',
    lastSubmit: 'notSent',
    ignoredSince: 1,
  },
});

const FAILED_RECORD = endedOf({});

/** Records that implementations do not make, and that fit the schema: all that the algorithm sets is set. */
const elsewhere: readonly Script[] = [
  {
    id: 'records-from-elsewhere-submitting',
    description:
      'A record with answers on their way, whose route belongs to the question, is accepted.',
    rules: ['R1', 'L6'],
    steps: [
      ...ASKED,
      from(submitting, 'done submitAnswers RESUMED running', 'resumed.waiting', { does: 'wait' }),
    ],
  },
  {
    id: 'records-from-elsewhere-lost',
    description: 'The same, and the reply to the answers is lost.',
    rules: ['R1', 'F7'],
    steps: [
      ...ASKED,
      from(submitting, 'error submitAnswers unreachable', 'resumed.waiting', { does: 'wait' }),
    ],
  },
  {
    id: 'records-from-elsewhere-starting',
    description: 'A record of a start that counts refusals of answers is gone on from.',
    rules: ['R1', 'J1'],
    steps: [
      ...ASKED,
      from(
        (record) => ({
          ...record,
          state: 'aggregating.starting',
          context: {
            ...record.context,
            phase: 'aggregating',
            pendingStart: 'due',
            refusals: 2,
            lastSubmit: 'lost',
            ignoredSince: 1,
          },
        }),
        'done startJob CREATED running',
        'aggregating.waiting',
        { does: 'wait' },
      ),
    ],
  },
  {
    id: 'records-from-elsewhere-asked',
    description:
      'A record that was just asked, with somebody else’s answer to be confirmed, is gone on from.',
    rules: ['R1', 'M4'],
    steps: [
      ...ASKED,
      happens('elapsed', 'challenged.reading'),
      from(
        context({ route: 'asked', finding: { rule: 'elsewhereOnce', from: 0 } }),
        'done readStatus RESUMED running',
        'resumed.waiting',
        { does: 'resumed wait' },
      ),
    ],
  },
  {
    id: 'records-from-elsewhere-unasked',
    description:
      'A record with answers on their way, without their questions, and with prompts in another order, is gone on from.',
    rules: ['R1', 'R2'],
    steps: [
      ...ASKED,
      from(
        placed('resumed.submitting', { challenges: [], promptFrom: 9 }),
        'recover',
        'resumed.reading',
        { does: 'readStatus' },
      ),
    ],
  },
  {
    id: 'records-from-elsewhere-ended',
    description: 'A record that has failed and still has its question is accepted, and stays.',
    rules: ['R1', 'R3'],
    steps: [
      ...ASKED,
      from(
        whole({
          state: 'failed',
          context: { ...FAILED_RECORD.context, challenges: [question('A')] },
        }),
        'recover',
        'failed',
      ),
    ],
  },
  {
    id: 'records-from-elsewhere-unstamped',
    description:
      'A record of a phase that has begun, without the stamp of the last call, is gone on from.',
    rules: ['R1', 'W5'],
    steps: [
      ...ASKED,
      from(context({ lastStampAt: null }), 'hint', 'challenged.reading', { elapsed: 0 }),
    ],
  },
];

/** Of the limits of the vectors: twice `busy` and `needsUser`, and `unreachable`, in ms. */
const LONGEST_LIFE = 9_000_000;

const longestLife: Script = {
  id: 'records-longest-life',
  description:
    'A lifecycle that has been observed exactly as long as it may goes on, and ends with the next poll.',
  rules: ['D7'],
  steps: [
    ...ASKED,
    happens('elapsed', 'challenged.reading'),
    from(
      context({ observed: { phase: 0, outage: 0, total: LONGEST_LIFE - 20_000 } }),
      'done readStatus CHALLENGED A',
      'challenged.waiting',
    ),
    happens('poll CHALLENGED A', 'failed', { does: 'ended' }),
  ],
};

/** One more than are remembered. */
const GUIDS = Array.from({ length: 1_001 }, (_, index) => `Q${index}`);

const lastThousand: Script = {
  id: 'records-last-thousand-answers',
  description:
    'Beside the questions that MX has just taken answers to, the last 1,000 before them are remembered.',
  rules: ['V2', 'R1', 'F7'],
  steps: [
    ...ASKED,
    from(context({ answeredGuids: GUIDS }), 'answer A=x', 'resumed.submitting'),
    happens('done submitAnswers RESUMED running', 'resumed.waiting'),
    happens(`poll CHALLENGED ${GUIDS.at(-1)}`, 'resumed.waiting', { rule: 'echo' }),
    happens(`poll CHALLENGED ${GUIDS[1]}`, 'resumed.waiting', { rule: 'echo' }),
    happens(`poll CHALLENGED ${GUIDS[0]}`, 'challenged.waiting', { round: 2 }),
  ],
};

export const records: readonly Script[] = [
  ...given,
  ...elsewhere,
  ...refused,
  ...everyEvent,
  everyFieldOfARecord,
  quoteNothing,
  lastThousand,
  longestLife,
];
