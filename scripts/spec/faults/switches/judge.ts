import type { Finding } from '../../../../packages/machine/src/data/types.ts';
import type {
  Baseline,
  MemberContext,
  Reading,
  Rule,
  StampedReading,
  Verdict,
} from '../../../../packages/machine/src/index.ts';
import { FINDINGS } from '../../../../packages/machine/src/rules/findings.ts';
import type { Judgement } from '../../../../packages/machine/src/rules/judge.ts';
import type { ReadingFacts } from '../../../../packages/machine/src/rules/judge-facts.ts';
import { given, put, result, type Switch, wrap } from '../switch.ts';

/** Faults in what a reading means (V, O). */

/** How our job has ended, as `judge.ts` has it. */
interface End {
  readonly verdict: Verdict;
  readonly isProven: boolean;
  readonly by: Finding['rule'];
}

const JUDGE = 'rules/judge';
const FACTS = 'rules/judge-facts';
const READINGS = 'mx/readings';

/** What a question of `judge.ts` is given, changed. */
const asked = (name: string, change: (facts: ReadingFacts) => Partial<ReadingFacts>): Switch =>
  wrap<(facts: ReadingFacts, ...more: readonly unknown[]) => unknown>(
    JUDGE,
    name,
    (usual) =>
      (facts, ...more) =>
        usual({ ...facts, ...change(facts) }, ...more),
  );

/** The facts of a reading, as they would be with something else in the memory. */
const seenWith = (
  change: (memory: MemberContext, reading: StampedReading) => Partial<MemberContext>,
): Switch =>
  wrap<(reading: StampedReading, memory: MemberContext) => ReadingFacts>(
    FACTS,
    'factsOf',
    (usual) => (reading, memory) => ({
      ...usual(reading, { ...memory, ...change(memory, reading) }),
      memory,
    }),
  );

const facts = (change: (facts: ReadingFacts) => Partial<ReadingFacts>): Switch =>
  result(FACTS, 'factsOf', (made: ReadingFacts) => ({ ...made, ...change(made) }));

/** How a finding is confirmed, changed. */
export const confirmed = (rule: keyof typeof FINDINGS, change: object): Switch =>
  put('rules/findings', 'FINDINGS', { ...FINDINGS, [rule]: { ...FINDINGS[rule], ...change } });

/** A rule that leaves the finding as it is, and does not. */
const ends = (rule: Rule): Switch =>
  wrap<(facts: ReadingFacts, rule: Rule, finding: Finding | null) => Judgement>(
    JUDGE,
    'undecided',
    (usual) => (seen, by, finding) =>
      usual(seen, by, by === rule && finding?.rule !== by ? null : finding),
  );

const decide = (trust: ReadingFacts['trust'], verdict: Verdict): Judgement => ({
  verdict,
  finding: null,
  trust,
  showsJob: true,
});

const withMemory = (memory: Partial<MemberContext>) => (seen: ReadingFacts) => ({
  memory: { ...seen.memory, ...memory },
});
const withReading = (reading: Partial<Reading>) => (seen: ReadingFacts) => ({
  reading: { ...seen.reading, ...reading } as StampedReading,
});

/** A job that was found in place of the reply to our start counts as ours, where the member is so. */
const foundCounts = (kind: ReadingFacts['kind']): Switch =>
  asked('settled', (seen) =>
    seen.kind === kind && seen.memory.pendingStart === 'found'
      ? withMemory({ pendingStart: 'none' })(seen)
      : {},
  );

/** Whether a status from before our job is early, with other facts. */
const early = (change: (facts: ReadingFacts) => Partial<ReadingFacts>): Switch =>
  wrap<(seen: ReadingFacts, why: unknown) => Judgement | null>(
    JUDGE,
    'stillBefore',
    (usual) => (seen, why) => {
      const made = usual({ ...seen, ...change(seen) }, why);
      return made?.trust === 'early' ? made : usual(seen, why);
    },
  );

/** Whether an old error leaves the user at the bank's page, with other facts. */
const oldError = (change: (facts: ReadingFacts) => Partial<ReadingFacts>): Switch =>
  wrap<(seen: ReadingFacts, why: unknown) => Judgement | null>(
    JUDGE,
    'stillBefore',
    (usual) => (seen, why) => {
      const made = usual(seen, why);
      if (made?.trust === 'early') return made;
      const wrong = usual({ ...seen, ...change(seen) }, why);
      return wrong?.verdict.rule === 'oldError' ? wrong : made;
    },
  );

/** The same, where the user counts as being there. */
const away = (isAway: (memory: MemberContext) => boolean): Switch =>
  oldError(({ memory }) => ({ isAway: isAway(memory) }));

/** Two readings compared, but for some fields. */
const sameBut = (...fields: readonly (keyof Reading)[]): Switch =>
  given(READINGS, 'isSame', (a: Reading, b: Reading | null) => [
    a,
    b && { ...b, ...Object.fromEntries(fields.map((field) => [field, a[field]])) },
  ]);

type Moment = string | null | undefined;
const isOld = ({ trust }: ReadingFacts) => trust === 'old';

export const JUDGING: Readonly<Record<string, readonly Switch[]>> = {
  'V1-old-trusted': [put(FACTS, 'isStale', () => false)],
  'V1-ignored-too-long': [put('rules/echoes', 'IGNORED_FOR', 12_000)],
  'V1-ignored-too-short': [put('rules/echoes', 'IGNORED_FOR', 8_999)],
  'V1-compared-with-the-baseline': [seenWith(() => ({ reading: null }))],
  'V1-compared-with-readings-alone': [
    seenWith(({ reading }, now) => ({ reading: reading ?? now })),
  ],
  'V2-no-echo': [asked('asking', withMemory({ answeredGuids: [] }))],
  'V2-echo-for-ever': [asked('asking', () => ({ isPatient: true }))],
  'V2-in-turn-for-ever': [put('rules/echoes', 'MOST_RETURNS', 10 ** 9)],
  'V2-in-turn-too-soon': [put('rules/echoes', 'MOST_RETURNS', 3)],
  'V2-each-echo-counts': [
    put('rules/echoes', 'returnsOf', ({ challenges, refusals }: MemberContext) =>
      challenges.length > 0 ? 0 : refusals + 1,
    ),
  ],
  'V2-counted-with-open-answers': [
    put('rules/echoes', 'returnsOf', ({ refusals, reading }: MemberContext) =>
      reading?.connectionStatus === 'CHALLENGED' ? refusals : refusals + 1,
    ),
  ],
  'V2-one-answered-is-enough': [
    asked('asking', ({ memory, reading }) => {
      const isEcho = reading.challenges.some(({ guid }) => memory.answeredGuids.includes(guid));
      const guids = reading.challenges.map(({ guid }) => guid);
      return { memory: { ...memory, answeredGuids: isEcho ? guids : memory.answeredGuids } };
    }),
  ],
  'V3-idle-question-ignored': [
    wrap<(seen: ReadingFacts) => Judgement>(
      JUDGE,
      'asking',
      (usual) => (seen) =>
        seen.reading.isBeingAggregated === false
          ? decide(seen.trust, { type: 'running', rule: 'challenge' })
          : usual(seen),
    ),
  ],
  'V4-none-shown-takes-the-question-away': [
    wrap<(seen: ReadingFacts, rule: Rule) => Judgement>(
      JUDGE,
      'countsAsRunning',
      (usual) => (seen, rule) =>
        rule === 'noChallengeShown'
          ? decide(seen.trust, { type: 'running', rule })
          : usual(seen, rule),
    ),
  ],
  'V4-none-shown-says-nothing': [
    asked('countsAsRunning', ({ memory, reading }) => ({
      memory: {
        ...memory,
        phase:
          reading.connectionStatus === 'CHALLENGED' && reading.challenges.length === 0
            ? 'challenged'
            : memory.phase,
      },
    })),
  ],
  'V5-status-of-a-job-trusted': [
    given(JUDGE, 'judge', (reading: StampedReading, memory: MemberContext) => [
      reading.isBeingAggregated && reading.connectionStatus !== 'CHALLENGED'
        ? { ...reading, isBeingAggregated: false }
        : reading,
      memory,
    ]),
  ],
  'V5-error-of-a-job-trusted': [
    given(JUDGE, 'judge', (reading: StampedReading, memory: MemberContext) => [
      reading.isBeingAggregated && reading.connectionStatus === 'DENIED'
        ? { ...reading, isBeingAggregated: false }
        : reading,
      memory,
    ]),
  ],
  'J6-question-of-the-other-job-kept-back': [
    result(JUDGE, 'judge', (made: Judgement, _: StampedReading, { pendingStart }: MemberContext) =>
      pendingStart === 'otherJob' && made.verdict.type === 'challenged'
        ? { ...made, verdict: { type: 'running', rule: 'challenge' } }
        : made,
    ),
  ],
  'M6-failure-ignored-while-asked': [
    result(JUDGE, 'judge', (made: Judgement, _: StampedReading, { phase }: MemberContext) =>
      phase === 'challenged' && made.verdict.type === 'failed'
        ? { ...made, verdict: { type: 'inconclusive', rule: 'failed' } }
        : made,
    ),
  ],
  'V6-absent-is-false': [put(JUDGE, 'unflagged', () => null)],
  'V6-trusted-after-seconds': [confirmed('flagAbsent', { after: 6_000 })],
  'V6-trusted-later': [confirmed('flagAbsent', { after: 70_000 })],
  'V6-any-reading-counts': [confirmed('flagAbsent', { by: 'sameRule' })],
  'V6-confirmed-soon': [confirmed('flagAbsent', { isSoon: true })],
  'V6-flag-forgotten': [asked('unflagged', withMemory({ flagSeen: false }))],
  'V6-no-status-runs': [
    asked('unflagged', ({ reading }) => ({
      reading: { ...reading, connectionStatus: reading.connectionStatus ?? 'CREATED' },
    })),
  ],
  'V6-runs-though-asked': [
    wrap<(seen: ReadingFacts) => Judgement | null>(JUDGE, 'unflagged', (usual) => (seen) => {
      const made = usual(seen);
      const asks = seen.memory.phase === 'challenged' && seen.kind === 'running';
      return made && asks ? { ...made, verdict: { type: 'running', rule: 'flagAbsent' } } : made;
    }),
  ],
  'V6-success-needs-the-flag': [
    facts(({ reading }) => ({ isUnflagged: reading.isBeingAggregated === null })),
  ],
  'V6-it-shows-a-job': [
    result(
      JUDGE,
      'unflagged',
      (made: Judgement | null) => made && { ...made, showsJob: made.verdict.type === 'running' },
    ),
  ],
  'V7-fresh-without-the-flag': [
    asked('connected', ({ isUnflagged, reading }) =>
      isUnflagged && reading.successfullyAggregatedAt === undefined
        ? { endedWell: false, isUnflagged: false }
        : {},
    ),
  ],
  'V7-old-error-ends': [asked('stillBefore', () => ({ isUnflagged: false }))],
  'V7-fresh-because-seen': [
    asked('connected', ({ isUnflagged, seenRunning }) =>
      isUnflagged && seenRunning ? { isUnflagged: false } : {},
    ),
  ],
  'V7-old-error-with-its-code-ends': [
    asked('stillBefore', ({ reading }) =>
      reading.errorCode === undefined ? {} : { isUnflagged: false },
    ),
  ],
  'V7-sticky-without-code': [
    wrap<(seen: ReadingFacts) => boolean>(
      JUDGE,
      'isOldStatus',
      (usual) => (seen) =>
        usual(seen) && !(seen.isUnflagged && seen.reading.errorCode !== seen.baseline.errorCode),
    ),
  ],
  'V8-unknown-status-connects': [
    asked('settled', ({ kind }) => ({ kind: kind === 'unknown' ? 'connected' : kind })),
  ],
  'V8-unknown-status-hides-the-code': [
    asked('settled', ({ kind }) => ({ kind: kind === 'unknown' ? 'running' : kind })),
  ],
  'V8-delayed-connects': [
    asked('settled', ({ kind, reading }) => ({
      kind: reading.connectionStatus === 'DELAYED' ? 'connected' : kind,
    })),
  ],
  'V9-failed-at-once': [confirmed('failedOnce', { after: 0 })],
  'V9-failed-too-soon': [confirmed('failedOnce', { after: 2_999 })],
  'V9-failed-too-late': [confirmed('failedOnce', { after: 3_001 })],
  'V9-any-error-confirms': [confirmed('failedOnce', { by: 'sameRule' })],
  'V10-code-not-trusted': [asked('failed', () => ({ hasBegun: false, seenRunning: false }))],
  'V10-begun-is-not-enough': [asked('failed', () => ({ hasBegun: false }))],
  'V10-seen-is-not-enough': [
    asked('failed', ({ seenRunning, memory }) => ({
      seenRunning: seenRunning && !(memory.job !== null && memory.pendingStart === 'none'),
    })),
  ],
  'V10-without-a-stamp': [
    asked('failed', ({ reading }) => ({
      reading: { ...reading, aggregatedAt: reading.aggregatedAt ?? null },
    })),
  ],
  'V10-old-code-trusted': [
    asked('failed', ({ baseline }) => ({ baseline: { ...baseline, errorCode: -1 } })),
  ],
  'V10-any-status-trusted': [
    wrap<(seen: ReadingFacts, why: object) => End>(
      JUDGE,
      'failed',
      (usual) => (seen, why) =>
        usual(
          seen.hasBegun
            ? { ...seen, reading: { ...seen.reading, errorCode: seen.reading.errorCode ?? 9999 } }
            : seen,
          why,
        ),
    ),
  ],
  'V10-found-counts': [foundCounts('failed')],
  'V12-confirmed-always': [asked('connected', () => ({ endedWell: false }))],
  'V12-never-fresh': [
    result(JUDGE, 'connected', (made: End) =>
      made.verdict.type === 'connected'
        ? { ...made, verdict: { ...made.verdict, fresh: false } }
        : made,
    ),
  ],
  'V13-always-fresh': [
    result(JUDGE, 'connected', (made: End) =>
      made.verdict.type === 'connected'
        ? { ...made, verdict: { ...made.verdict, fresh: true } }
        : made,
    ),
  ],
  'V13-never-fresh': [asked('connected', () => ({ seenRunning: false }))],
  'V13-fresh-with-an-old-stamp': [
    asked('connected', ({ reading: { successfullyAggregatedAt: _, ...reading } }) => ({
      reading: reading as StampedReading,
    })),
  ],
  'V13-fresh-though-never': [
    asked('connected', ({ reading: { successfullyAggregatedAt: at, ...reading } }) =>
      at === null ? { reading: reading as StampedReading } : {},
    ),
  ],
  'V10-never-is-no-stamp': [
    asked('failed', ({ reading: { aggregatedAt: at, ...reading } }) =>
      at === null ? { reading: reading as StampedReading } : {},
    ),
  ],
  'V13-fresh-unseen': [asked('connected', () => ({ seenRunning: true }))],
  'V13-connected-at-once': [confirmed('connectedOnce', { after: 0 })],
  'V13-connected-too-soon': [confirmed('connectedOnce', { after: 4_999 })],
  'V13-connected-too-late': [confirmed('connectedOnce', { after: 5_001 })],
  'V13-any-reading-confirms': [confirmed('connectedOnce', { by: 'sameRule' })],
  'V13-found-counts': [foundCounts('connected')],
  'V14-verified-at-once': [
    asked('connected', ({ memory }) => ({
      memory: { ...memory, job: memory.job === 'verify' ? 'aggregate' : memory.job },
    })),
  ],
  'V15-counted-to-arrival': [put(READINGS, 'sentAt', ({ at }: StampedReading) => at)],
  'V15-counted-from-the-last-poll': [
    put('rules/findings', 'findingOf', (rule: Rule, _: Finding | null, { at }: StampedReading) => ({
      rule,
      from: at,
    })),
  ],
  'V15-any-finding-counts': [
    wrap<(seen: ReadingFacts, rule: Finding['rule'], verdict: Verdict) => Judgement>(
      JUDGE,
      'confirmed',
      (usual) => (seen, rule, verdict) =>
        usual({ ...seen, finding: seen.finding && { ...seen.finding, rule } }, rule, verdict),
    ),
  ],
  'V15-clock-set-back': [
    put(
      'rules/findings',
      'findingOf',
      (rule: Rule, earlier: Finding | null, { at }: StampedReading) => ({
        rule,
        from: earlier?.rule === rule ? earlier.from : at,
      }),
    ),
  ],
  'V15-stale-ends-it': [ends('stale')],
  'V15-echo-ends-it': [ends('echo')],
  'V15-none-shown-ends-it': [ends('noChallengeShown')],
  'V15-waiting-start-ends-it': [ends('fault')],
  'V15-old-error-ends-it': [
    result(JUDGE, 'stillBefore', (made: Judgement | null) =>
      made?.verdict.rule === 'flagAbsent' ? { ...made, finding: null } : made,
    ),
  ],
  'V16-flag-not-compared': [sameBut('isBeingAggregated')],
  'V16-start-not-compared': [sameBut('aggregatedAt')],
  'V16-success-not-compared': [sameBut('successfullyAggregatedAt')],
  'V16-code-not-compared': [sameBut('errorCode')],
  'V16-questions-not-compared': [sameBut('challenges')],
  'V16-status-not-compared': [sameBut('connectionStatus')],
  'V16-message-compared': [
    wrap<(a: Reading, b: Reading | null) => boolean>(
      READINGS,
      'isSame',
      (usual) => (a, b) => usual(a, b) && a.message === b?.message,
    ),
  ],
  'V16-absent-is-not-null': [
    wrap<(a: Reading, b: Reading | null) => boolean>(
      READINGS,
      'isSame',
      (usual) => (a, b) =>
        usual(a, b) &&
        (a.aggregatedAt === undefined) === (b?.aggregatedAt === undefined) &&
        (a.successfullyAggregatedAt === undefined) === (b?.successfullyAggregatedAt === undefined),
    ),
  ],
  'V16-order-compared': [
    wrap<(a: Reading, b: Reading | null) => boolean>(
      READINGS,
      'isSame',
      (usual) => (a, b) =>
        usual(a, b) && a.challenges.every(({ guid }, index) => guid === b?.challenges[index]?.guid),
    ),
  ],
  'V16-stamps-compared-as-text': [
    put(READINGS, 'isSameMoment', (a: Moment, b: Moment) => (a ?? null) === (b ?? null)),
  ],
  'V19-old-ends-well': [
    facts((seen) =>
      isOld(seen)
        ? {
            endedWell:
              Date.parse(`${seen.reading.successfullyAggregatedAt}`) >
              Date.parse(`${seen.baseline.successfullyAggregatedAt}`),
          }
        : {},
    ),
  ],
  'V19-old-has-begun': [
    facts((seen) =>
      isOld(seen)
        ? {
            hasBegun:
              Date.parse(`${seen.reading.aggregatedAt}`) >
              Date.parse(`${seen.baseline.aggregatedAt}`),
          }
        : {},
    ),
  ],
  'V19-old-was-seen': [
    facts((seen) => (isOld(seen) ? { seenRunning: seen.memory.evidence?.of === 'running' } : {})),
  ],
  'V20-early-trusted': [put(JUDGE, 'isEarly', () => false)],
  'V20-though-credentials-are-needed': [
    asked('isEarly', withReading({ needsUpdatedCredentials: false })),
  ],
  'V20-though-seen-credentials-are-not-needed': [
    wrap<(seen: ReadingFacts, failure: unknown) => boolean>(
      JUDGE,
      'isEarly',
      (usual) => (seen, failure) =>
        seen.reading.needsUpdatedCredentials !== true && usual(seen, failure),
    ),
  ],
  'V20-success-waits-for-a-start-too': [
    wrap<(seen: ReadingFacts, failure: unknown) => boolean>(
      JUDGE,
      'isEarly',
      (usual) => (seen, failure) => usual(seen, failure ?? {}),
    ),
  ],
  'V20-whatever-the-stamp': [
    asked('isEarly', ({ reading, baseline, memory }) => ({
      reading:
        memory.evidence?.of === 'running'
          ? ({ ...reading, aggregatedAt: baseline.aggregatedAt ?? null } as StampedReading)
          : reading,
      baseline: { ...baseline, aggregatedAt: baseline.aggregatedAt ?? null },
    })),
  ],
  'V20-whatever-the-status': [
    early(({ baseline, reading: { connectionStatus, errorCode } }) => ({
      baseline: {
        ...baseline,
        connectionStatus,
        ...(errorCode !== undefined && { errorCode }),
      } as Baseline,
    })),
  ],
  'V20-needs-the-code': [
    wrap<(seen: ReadingFacts, failure: unknown) => boolean>(
      JUDGE,
      'isEarly',
      (usual) => (seen, failure) =>
        seen.reading.errorCode === seen.baseline.errorCode && usual(seen, failure),
    ),
  ],
  'V20-also-at-the-bank': [asked('isEarly', () => ({ isAway: false }))],
  'V20-one-ms-longer': [
    asked('isEarly', ({ memory }) => ({
      memory: {
        ...memory,
        deadlines: { ...memory.deadlines, catchUp: memory.deadlines.catchUp + 1 },
      },
    })),
  ],
  'V20-clock-set-back': [
    wrap<(seen: ReadingFacts, failure: unknown) => boolean>(
      JUDGE,
      'isEarly',
      (usual) => (seen, failure) =>
        usual(seen, failure) && seen.reading.at >= (seen.memory.evidence?.at ?? 0),
    ),
  ],
  'V20-refused-without-a-job': [
    wrap<(seen: ReadingFacts, why: object) => End>(
      JUDGE,
      'failed',
      (usual) => (seen, why) =>
        usual(
          seen.reading.needsUpdatedCredentials && seen.memory.job === null
            ? { ...seen, memory: { ...seen.memory, job: 'aggregate' } }
            : seen,
          why,
        ),
    ),
  ],
  'V20-refused-though-seen': [
    asked('failed', ({ reading, seenRunning, hasBegun }) => ({
      seenRunning: seenRunning && reading.needsUpdatedCredentials !== true,
      hasBegun: hasBegun && true,
    })),
  ],
  'V20-refused-though-found': [
    asked('settled', ({ memory, reading, kind }) =>
      reading.needsUpdatedCredentials && kind === 'failed'
        ? withMemory({ pendingStart: 'none' })({ memory } as ReadingFacts)
        : {},
    ),
  ],
  'V20-refused-is-confirmed': [asked('failed', withReading({ needsUpdatedCredentials: false }))],
  'O1-pending-runs': [
    wrap<(seen: ReadingFacts) => Judgement>(
      JUDGE,
      'settled',
      (usual) => (seen) =>
        seen.kind === 'authorizing'
          ? decide(seen.trust, { type: 'running', rule: 'pending' })
          : usual(seen),
    ),
  ],
  'O2-old-error-trusted': [asked('stillBefore', () => ({ isAway: false }))],
  'O2-any-member': [away(({ job }) => job === null)],
  'O2-any-job': [away(({ oauth }) => oauth)],
  'O2-success-proves-nothing': [
    oldError(({ memory }) => (memory.oauth ? { endedWell: false } : {})),
  ],
  'O2-flag-comes-first': [
    asked('stillBefore', ({ isUnflagged }) => (isUnflagged ? { isAway: false } : {})),
  ],
  'F7-asked-at-once-without-the-flag': [
    asked('asking', ({ reading, memory }) =>
      reading.isBeingAggregated === null && memory.lastSubmit === 'lost'
        ? { memory: { ...memory, lastSubmit: 'notSent' } }
        : {},
    ),
  ],
  'O2-whatever-is-ours': [
    oldError((seen) =>
      seen.isAway ? { endedWell: false, hasBegun: false, seenRunning: false } : {},
    ),
  ],
  'O2-without-a-code-too': [
    oldError(({ reading, baseline: { errorCode } }) =>
      errorCode === undefined ? {} : { reading: { errorCode, ...reading } },
    ),
  ],
  'O3-idle-stays-at-the-bank': [
    wrap<(seen: ReadingFacts, verdict: Verdict) => Judgement>(
      JUDGE,
      'decided',
      (usual) => (seen, verdict) =>
        usual(
          seen,
          verdict.type === 'running' &&
            verdict.rule === 'inProgress' &&
            seen.memory.phase === 'authorizing'
            ? { type: 'authorizing', rule: verdict.rule }
            : verdict,
        ),
    ),
  ],
  'O3-stays-at-the-bank': [
    wrap<(seen: ReadingFacts, verdict: Verdict) => Judgement>(
      JUDGE,
      'decided',
      (usual) => (seen, verdict) =>
        usual(
          seen,
          verdict.type === 'running' && seen.memory.phase === 'authorizing'
            ? { type: 'authorizing', rule: verdict.rule }
            : verdict,
        ),
    ),
  ],
};
