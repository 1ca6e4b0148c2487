import type {
  Answer,
  Baseline,
  Challenge,
  Fault,
  MemberContext,
  Problem,
  Reading,
  StampedReading,
} from '../../../../packages/machine/src/index.ts';
import type { Happening } from '../../../../packages/machine/src/memory/happening.ts';
import type { ERROR_CODES } from '../../../../packages/machine/src/mx/error-codes.ts';
import { FAULTS } from '../../../../packages/machine/src/mx/faults.ts';
import type { Judgement } from '../../../../packages/machine/src/rules/judge.ts';
import { given, put, result, type Switch, wrap } from '../switch.ts';
import { confirmed } from './judge.ts';

/** Faults in what is remembered: of a start (J), of readings (V), of questions (M), answers (A) and failed calls (F). */

const JUDGE = 'rules/judge';
const ROUND = 'memory/round';
const ANSWERS = 'mx/answers';
const BASELINE = 'rules/baseline';
const READINGS = 'mx/readings';

type After<Value> = (before: MemberContext, happening: Happening) => Value;

/** What a happening makes of one field, changed. */
const after = <Value>(
  module: string,
  name: string,
  change: (made: Value, before: MemberContext, happening: Happening) => Value,
): Switch =>
  wrap<After<Value>>(
    module,
    name,
    (usual) => (before, happening) => change(usual(before, happening), before, happening),
  );

const pending = (
  change: (made: string, before: MemberContext, happening: Happening) => string,
): Switch => after('memory/start', 'pendingStartAfter', change);

/** Whether a fault of a start shows that MX has not taken it, but for one. */
const notTaken = (codes: readonly string[]): Switch => put('memory/start', 'NOT_TAKEN', codes);
const NOT_TAKEN = ['rateLimited', 'notFound', 'notSent', 'signedOut'];

interface StartFacts {
  readonly memory: MemberContext;
  readonly baseline: Baseline;
  readonly endedWell: boolean;
  readonly hasBegun: boolean;
  readonly seenRunning: boolean;
}
const startable = (change: (facts: StartFacts) => object): Switch =>
  given(JUDGE, 'startable', (facts: StartFacts) => [{ ...facts, ...change(facts) }]);
const memoryOf = ({ memory }: StartFacts, change: Partial<MemberContext>) => ({
  memory: { ...memory, ...change },
});

/** What a failed start or poll means, changed. */
const judgedFault = (
  change: (
    made: Pick<Judgement, 'verdict' | 'finding'>,
    fault: Fault,
    memory: MemberContext,
  ) => object,
): Switch => result('rules/judge-fault', 'judgeFault', change);

type Moment = string | null | undefined;
const isText = (a: Moment): a is string => typeof a === 'string';

const questionsEqualBut = (field: 'label' | 'type' | 'imageData' | 'options'): Switch =>
  given(READINGS, 'isEqualQuestion', (a: Challenge, b: Challenge | undefined) => [
    a,
    b && { ...b, [field]: a[field] },
  ]);
const optionsEqualBut = (field: 'label' | 'value' | 'guid' | 'dataUri'): Switch =>
  given(READINGS, 'isEqualOption', (a: Challenge['options'][number], b: object | undefined) => [
    a,
    b && { ...b, [field]: a[field] },
  ]);

type CheckAnswers = (
  asked: { readonly challenges: readonly Challenge[] },
  answers: readonly Answer[],
) => readonly Problem[];
const checked = (
  change: (
    problems: readonly Problem[],
    asked: readonly Challenge[],
    answers: readonly Answer[],
  ) => readonly Problem[],
): Switch =>
  wrap<CheckAnswers>(
    ANSWERS,
    'checkAnswers',
    (usual) => (asked, answers) => change(usual(asked, answers), asked.challenges, answers),
  );

const ending = (code: keyof typeof FAULTS, endsAfter: number): Switch =>
  put('mx/faults', 'FAULTS', { ...FAULTS, [code]: { ...FAULTS[code], endsAfter } });
const withoutFatal = (code: keyof typeof FAULTS): Switch => ending(code, Number.POSITIVE_INFINITY);
const withFatal = (code: keyof typeof FAULTS): Switch => ending(code, 1);

export const MEMORY: Readonly<Record<string, readonly Switch[]>> = {
  'J1-reply-proves-nothing': [
    after<{ evidence: unknown }>('memory/shown', 'shownAfter', (made, _, { type }) =>
      type === 'started' ? { ...made, evidence: null } : made,
    ),
  ],
  'J1-running-reply-is-a-start': [
    after<{ evidence: unknown }>('memory/shown', 'shownAfter', (made, _, happening) =>
      happening.type === 'started'
        ? { ...made, evidence: { of: 'start', at: happening.reading.at } }
        : made,
    ),
  ],
  'J1-unsaid-reply-is-at-work': [
    after<{ evidence: unknown }>('memory/shown', 'shownAfter', (made, _, happening) =>
      happening.type === 'started' && happening.reading.isBeingAggregated === null
        ? { ...made, evidence: { of: 'running', at: happening.reading.at } }
        : made,
    ),
  ],
  'J1-reply-is-no-baseline': [
    after<{ baseline: unknown }>('memory/shown', 'shownAfter', (made, before, { type }) =>
      type === 'started' ? { ...made, baseline: before.baseline } : made,
    ),
  ],
  'J2-started-again-blindly': [
    after<MemberContext>('memory/memory', 'remember', (made, _, { type }) =>
      type !== 'startFailed' || made.route === 'failed'
        ? made
        : { ...made, route: 'starting', pendingStart: 'due' },
    ),
  ],
  'J2-started-again-after-a-malformed-reply': [
    after<MemberContext>('memory/memory', 'remember', (made, _, happening) =>
      happening.type === 'startFailed' && happening.fault?.code === 'malformed'
        ? { ...made, route: 'starting', pendingStart: 'due' }
        : made,
    ),
  ],
  ...Object.fromEntries(
    NOT_TAKEN.map((code) => [
      `J3-${code.toLowerCase()}-may-have-arrived`,
      [notTaken(NOT_TAKEN.filter((one) => one !== code))],
    ]),
  ),
  'J3-unreachable-was-not-taken': [notTaken([...NOT_TAKEN, 'unreachable'])],
  'J3-malformed-was-not-taken': [notTaken([...NOT_TAKEN, 'malformed'])],
  'J3-found-is-ours': [pending((made) => (made === 'found' ? 'none' : made))],
  'J3-due-is-found': [
    pending((made, { pendingStart }, { type }) =>
      type === 'read' && pendingStart === 'due' && made === 'otherJob' ? 'found' : made,
    ),
  ],
  'J3-job-stays-unsure': [
    pending((made, { pendingStart }) => (made === 'found' ? pendingStart : made)),
  ],
  'J3-begun-proves-nothing': [startable(() => ({ hasBegun: false }))],
  'J3-success-proves-nothing': [startable(() => ({ endedWell: false }))],
  'J4-started-after-one-poll': [confirmed('idleOnce', { after: 0 })],
  'J4-started-too-soon': [confirmed('idleOnce', { after: 2_999 })],
  'J4-equal-readings-confirm': [confirmed('idleOnce', { by: 'equalReading' })],
  'J4-confirmed-without-a-baseline': [
    startable((facts) => memoryOf(facts, { baseline: facts.memory.baseline ?? ({} as Baseline) })),
  ],
  'J4-never-confirmed': [startable((facts) => memoryOf(facts, { baseline: null }))],
  'J4-retry-after-forgotten': [startable((facts) => memoryOf(facts, { fault: null }))],
  'J4-due-is-confirmed': [
    startable((facts) =>
      memoryOf(facts, {
        pendingStart: facts.memory.pendingStart === 'due' ? 'unsure' : facts.memory.pendingStart,
      }),
    ),
  ],
  'J5-polls-end-the-back-off': [put('memory/clocks', 'isStillDue', () => false)],
  'J5-unsure-ends-the-back-off': [
    put('memory/clocks', 'isStillDue', (now: string) => now === 'due'),
  ],
  'J5-due-ends-the-back-off': [
    put('memory/clocks', 'isStillDue', (now: string) => now === 'unsure'),
  ],
  'J6-conflict-is-unsure': [
    pending((made, _, { type }) => (type === 'conflict' ? 'unsure' : made)),
  ],
  'J6-conflict-starts-after-it-was-due': [
    pending((made, _, { type }) => (type === 'conflict' ? 'due' : made)),
  ],
  'J6-conflict-is-taken': [pending((made, _, { type }) => (type === 'conflict' ? 'none' : made))],
  'V1-ignored-is-kept': [
    given('memory/shown', 'shownAfter', (before: MemberContext, happening: Happening) => [
      before,
      happening.type === 'read' && happening.judgement.trust === 'ignored'
        ? { ...happening, judgement: { ...happening.judgement, trust: 'current' } }
        : happening,
    ]),
  ],
  'V1-row-begins-with-each': [
    after<number | null>('memory/finding', 'ignoredSinceAfter', (made, _, happening) =>
      made !== null && happening.type === 'read' ? happening.reading.at : made,
    ),
  ],
  'V1-echo-not-counted': [
    after<number | null>('memory/finding', 'ignoredSinceAfter', (made, _, happening) =>
      happening.type === 'read' && happening.judgement.trust === 'echo' ? null : made,
    ),
  ],
  'V1-early-counted': [
    after<number | null>(
      'memory/finding',
      'ignoredSinceAfter',
      (made, { ignoredSince }, happening) =>
        happening.type === 'read' && happening.judgement.trust === 'early'
          ? (ignoredSince ?? happening.reading.at)
          : made,
    ),
  ],
  'V1-clock-set-back': [
    after<number | null>('memory/finding', 'ignoredSinceAfter', (made, { ignoredSince }) =>
      made === null ? null : (ignoredSince ?? made),
    ),
  ],
  'V1-row-outlives-an-answer': [
    after<number | null>(
      'memory/finding',
      'ignoredSinceAfter',
      (made, { ignoredSince }, { type }) =>
        type === 'answering' || type === 'submitted' ? ignoredSince : made,
    ),
  ],
  'V6-reply-has-no-flag': [
    after<{ flagSeen: boolean }>('memory/shown', 'shownAfter', (made, { flagSeen }, { type }) =>
      type === 'started' || type === 'submitted' ? { ...made, flagSeen } : made,
    ),
  ],
  'V11-status-before-code': [
    given('rules/explain', 'explain', (reading: Reading, known: object) => [
      FAILED_WITH_REASON.includes(`${reading.connectionStatus}`)
        ? { ...reading, errorCode: undefined }
        : reading,
      known,
    ]),
  ],
  'V11-unknown-code-before-status': [
    wrap<typeof ERROR_CODES>(
      'mx/error-codes',
      'ERROR_CODES',
      (usual) =>
        ({
          ...usual,
          9999: { reason: 'unavailable', nextStep: 'tryLater' },
        }) as never,
    ),
  ],
  'V11-1000-counts-always': [
    put('rules/explain', 'errorCodeFor', (_: unknown, { errorCode }: Reading) => errorCode),
  ],
  'V11-1000-counts-never': [
    put('rules/explain', 'errorCodeFor', (_: unknown, { errorCode }: Reading) =>
      errorCode === 1000 ? undefined : errorCode,
    ),
  ],
  'V11-1000-for-verify-alone': [
    put('rules/explain', 'errorCodeFor', (job: string | null, { errorCode }: Reading) =>
      errorCode === 1000 && job !== 'verify' ? undefined : errorCode,
    ),
  ],
  'V11-left-code-counts': [put('rules/explain', 'isLeft', () => false)],
  'V11-later-success-overlooked': [
    given(
      'rules/explain',
      'isLeft',
      (code: number, reading: Reading, baseline: Baseline | null) => [
        code,
        reading,
        baseline && { ...baseline, successfullyAggregatedAt: undefined },
      ],
    ),
  ],
  'V17-input-ignored': [
    result('memory/first-memory', 'firstMemory', (made: MemberContext) => ({
      ...made,
      baseline: null,
    })),
  ],
  'V17-never-completed': [
    put(
      BASELINE,
      'completedBaseline',
      (known: Baseline | null, reading: StampedReading) => known ?? reading,
    ),
  ],
  'V17-no-status-is-none': [
    wrap<(known: Baseline | null, reading: StampedReading) => Baseline>(
      BASELINE,
      'completedBaseline',
      (usual) => (known, reading) => {
        if (known?.connectionStatus !== null) return usual(known, reading);
        const { connectionStatus: _, ...rest } = known;
        return usual(rest, reading);
      },
    ),
  ],
  'V17-first-reading-wins': [
    wrap<(known: Baseline | null, reading: StampedReading) => Baseline>(
      BASELINE,
      'completedBaseline',
      (usual) => (known, reading) =>
        known?.connectionStatus === undefined ? { ...known, ...usual(null, reading) } : known,
    ),
  ],
  'V17-every-reading-is-it': [
    wrap<(known: Baseline | null, reading: StampedReading) => Baseline>(
      BASELINE,
      'completedBaseline',
      (usual) => (known, reading) =>
        usual(known && known.connectionStatus === undefined ? known : null, reading),
    ),
  ],
  'V18-compared-as-text': [
    put(
      READINGS,
      'isLater',
      (a: Moment, b: Moment) => isText(a) && (b === null || (isText(b) && a > b)),
    ),
  ],
  'V18-any-zone': [put(READINGS, 'ZONE', /./)],
  'V18-only-z': [put(READINGS, 'ZONE', /Z$/)],
  'V18-every-ms-counts': [put(READINGS, 'ONE_MOMENT', 1)],
  'V18-two-seconds-are-one': [put(READINGS, 'ONE_MOMENT', 2_000)],
  'V18-a-second-is-one': [put(READINGS, 'ONE_MOMENT', 1_001)],
  'V18-never-is-absent': [
    wrap<(text: Moment) => number>(
      READINGS,
      'msOf',
      (usual) => (text) => (text === null ? Number.NaN : usual(text)),
    ),
  ],
  'V18-absent-is-never': [
    wrap<(text: Moment) => number>(READINGS, 'msOf', (usual) => (text) => usual(text ?? null)),
  ],
  'V18-doubtful-never-kept': [
    put(
      BASELINE,
      'baselineOf',
      ({ connectionStatus, errorCode, aggregatedAt, successfullyAggregatedAt }: StampedReading) =>
        JSON.parse(
          JSON.stringify({ connectionStatus, errorCode, aggregatedAt, successfullyAggregatedAt }),
        ),
    ),
  ],
  'V18-no-status-is-a-job': [
    wrap<(reading: Baseline) => Baseline>(BASELINE, 'baselineOf', (usual) => (reading) => {
      if (reading.connectionStatus !== undefined) return usual(reading);
      const { connectionStatus: _, ...rest } = usual({ ...reading, connectionStatus: 'DENIED' });
      return rest;
    }),
  ],
  'V18-no-never-kept': [
    result(
      BASELINE,
      'baselineOf',
      ({ aggregatedAt, successfullyAggregatedAt, ...rest }: Baseline) => ({
        ...rest,
        ...(isText(aggregatedAt) && { aggregatedAt }),
        ...(isText(successfullyAggregatedAt) && { successfullyAggregatedAt }),
      }),
    ),
  ],
  'V19-evidence-outlives-an-old-reading': [
    wrap<(before: MemberContext, happening: Extract<Happening, { type: 'read' }>) => unknown>(
      'memory/shown',
      'evidenceAfter',
      (usual) => (before, happening) =>
        happening.judgement.trust === 'old' ? before.evidence : usual(before, happening),
    ),
  ],
  'V20-early-is-kept': [
    given('memory/shown', 'shownAfter', (before: MemberContext, happening: Happening) => [
      before,
      happening.type === 'read' && happening.judgement.trust === 'early'
        ? { ...happening, judgement: { ...happening.judgement, trust: 'current' } }
        : happening,
    ]),
  ],
  'V20-own-stamp-is-kept': [
    put('memory/shown', 'withoutOurStamp', (baseline: Baseline) => baseline),
  ],
  'V20-own-stamp-under-the-old-status': [
    given('memory/shown', 'withoutOurStamp', (baseline: Baseline, reading: StampedReading) => [
      baseline,
      { ...reading, connectionStatus: 'another' },
    ]),
  ],
  'V20-own-stamp-though-it-moved': [
    given('memory/shown', 'withoutOurStamp', (baseline: Baseline, reading: StampedReading) => [
      baseline,
      { ...reading, aggregatedAt: baseline.aggregatedAt },
    ]),
  ],
  'V20-question-is-no-evidence': [
    wrap<(before: MemberContext, happening: Extract<Happening, { type: 'read' }>) => unknown>(
      'memory/shown',
      'evidenceAfter',
      (usual) => (before, happening) =>
        happening.reading.isBeingAggregated !== true && happening.judgement.trust === 'current'
          ? before.evidence
          : usual(before, happening),
    ),
  ],
  'V20-answers-are-no-evidence': [
    after<{ evidence: unknown }>('memory/shown', 'shownAfter', (made, { evidence }, { type }) =>
      type === 'submitted' ? { ...made, evidence } : made,
    ),
  ],
  'V20-counted-from-the-first-sight': [
    wrap<(before: MemberContext, happening: Extract<Happening, { type: 'read' }>) => unknown>(
      'memory/shown',
      'evidenceAfter',
      (usual) => (before, happening) =>
        before.evidence?.of === 'running' &&
        happening.judgement.trust === 'current' &&
        happening.judgement.verdict.type !== 'start'
          ? before.evidence
          : usual(before, happening),
    ),
  ],
  'V20-first-reading-is-no-start': [
    wrap<(before: MemberContext, happening: Extract<Happening, { type: 'read' }>) => unknown>(
      'memory/shown',
      'evidenceAfter',
      (usual) => (before, happening) =>
        before.job === null && before.evidence === null
          ? usual({ ...before, job: 'aggregate' }, happening)
          : usual(before, happening),
    ),
  ],
  'V20-start-though-nothing-is-known': [
    wrap<(before: MemberContext, happening: Extract<Happening, { type: 'read' }>) => unknown>(
      'memory/shown',
      'evidenceAfter',
      (usual) => (before, happening) =>
        usual(
          { ...before, baseline: before.baseline ?? ({ connectionStatus: null } as Baseline) },
          happening,
        ),
    ),
  ],
  'M1-round-stays': [
    result(ROUND, 'ask', (made: MemberContext, { round }: MemberContext) => ({ ...made, round })),
  ],
  'M1-time-goes-on': [
    result(ROUND, 'ask', (made: MemberContext, { observed }: MemberContext) => ({
      ...made,
      observed,
    })),
  ],
  'M1-since-stays': [
    result(ROUND, 'ask', (made: MemberContext, { since }: MemberContext) => ({ ...made, since })),
  ],
  'M1-problems-outlive-the-round': [
    result(ROUND, 'ask', (made: MemberContext, { problems }: MemberContext) => ({
      ...made,
      problems,
    })),
  ],
  'M1-refusals-outlive-the-round': [
    result(ROUND, 'ask', (made: MemberContext, { refusals }: MemberContext) => ({
      ...made,
      refusals,
    })),
  ],
  'M1-lost-outlives-the-round': [
    result(ROUND, 'ask', (made: MemberContext, { lastSubmit }: MemberContext) => ({
      ...made,
      lastSubmit,
    })),
  ],
  'M1-asked-again-stays-answered': [
    result(ROUND, 'ask', (made: MemberContext, { answeredGuids }: MemberContext) => ({
      ...made,
      answeredGuids,
    })),
  ],
  'M2-asked-at-each-poll': [
    wrap<
      (verdict: { type: string }, context: MemberContext, questions: readonly Challenge[]) => object
    >(
      'rules/routes',
      'routeOf',
      (usual) => (verdict, context, questions) =>
        usual(
          verdict,
          verdict.type === 'challenged' ? { ...context, phase: 'resumed' } : context,
          questions,
        ),
    ),
  ],
  'M2-order-is-new': [
    wrap<(a: readonly Challenge[], b: readonly Challenge[]) => boolean>(
      READINGS,
      'areSameQuestions',
      (usual) => (a, b) => usual(a, b) && a.every(({ guid }, index) => guid === b[index]?.guid),
    ),
  ],
  'M3-less-is-the-same': [
    put(READINGS, 'areSameQuestions', (a: readonly Challenge[], b: readonly Challenge[]) =>
      a.every(({ guid }) => b.some((one) => one.guid === guid)),
    ),
  ],
  'M3-changed-label-is-the-same': [questionsEqualBut('label')],
  'M3-changed-type-is-the-same': [questionsEqualBut('type')],
  'M3-changed-picture-is-the-same': [questionsEqualBut('imageData')],
  'M3-changed-options-are-the-same': [questionsEqualBut('options')],
  'M3-changed-option-label-is-the-same': [optionsEqualBut('label')],
  'M3-changed-option-value-is-the-same': [optionsEqualBut('value')],
  'M3-changed-option-guid-is-the-same': [optionsEqualBut('guid')],
  'M3-changed-option-picture-is-the-same': [optionsEqualBut('dataUri')],
  'M3-changed-words-are-a-round': [
    wrap<(before: MemberContext, questions: readonly Challenge[]) => MemberContext>(
      ROUND,
      'ask',
      (usual) => (before, questions) => {
        const made = usual(before, questions);
        const isChanged =
          made.round === before.round &&
          JSON.stringify(questions) !== JSON.stringify(before.challenges);
        return isChanged ? { ...made, round: before.round + 1 } : made;
      },
    ),
  ],
  'M3-problems-outlive-the-words': [
    wrap<(before: MemberContext, questions: readonly Challenge[]) => MemberContext>(
      ROUND,
      'ask',
      (usual) => (before, questions) => {
        const made = usual(before, questions);
        return made.round === before.round ? { ...made, problems: before.problems } : made;
      },
    ),
  ],
  'M4-answered-elsewhere-at-once': [confirmed('elsewhereOnce', { after: 0 })],
  'M4-answered-elsewhere-too-soon': [confirmed('elsewhereOnce', { after: 2_999 })],
  'M4-equal-readings-confirm': [confirmed('elsewhereOnce', { by: 'equalReading' })],
  'M4-our-lost-answers-stand': [
    after<string | null>('memory/submit', 'lastSubmitAfter', (made, before, happening) =>
      happening.type === 'read' && happening.judgement.verdict.type === 'running'
        ? before.lastSubmit
        : made,
    ),
  ],
  'M5-only-new-are-asked': [
    given(ROUND, 'ask', (before: MemberContext, questions: readonly Challenge[]) => {
      const fresh = questions.filter(({ guid }) => !before.answeredGuids.includes(guid));
      return [before, fresh.length > 0 ? fresh : questions];
    }),
  ],
  'A1-blank-trimmed': [
    result(ANSWERS, 'resolveAnswers', (made: readonly Answer[]) =>
      made.map((one) => (one.value === undefined ? one : { ...one, value: one.value.trim() })),
    ),
  ],
  'A2-first-problem-alone': [checked((problems) => problems.slice(0, 1))],
  'A2-prompt-grows': [
    result('memory/memory', 'onProblems', (made: MemberContext) => ({
      ...made,
      prompt: made.prompt + 1,
    })),
  ],
  'A2-problems-not-shown': [
    result('memory/memory', 'onProblems', (made: MemberContext) => ({ ...made, problems: [] })),
  ],
  'A3-blank-accepted': [checked((problems) => problems.filter(({ code }) => code !== 'empty'))],
  'A3-missing-accepted': [checked((problems) => problems.filter(({ code }) => code !== 'missing'))],
  'A3-twice-accepted': [checked((problems) => problems.filter(({ code }) => code !== 'duplicate'))],
  'A3-any-length': [put(ANSWERS, 'MAX_ANSWER_LENGTH', 10 ** 9)],
  'A3-one-character-less': [put(ANSWERS, 'MAX_ANSWER_LENGTH', 4_095)],
  'A3-any-option': [checked((problems) => problems.filter(({ code }) => code !== 'notAnOption'))],
  'A3-order-of-the-answers': [
    checked((problems, _, answers) => {
      const place = ({ guid }: Problem) => {
        const index = answers.findIndex((one) => one.guid === guid);
        return index < 0 ? answers.length : index;
      };
      return [...problems].sort((a, b) => place(a) - place(b));
    }),
  ],
  'A3-option-before-length': [
    checked((problems, asked) =>
      problems.map((one) =>
        one.code === 'tooLong' &&
        asked.some(({ guid, options }) => guid === one.guid && options.length > 0)
          ? { ...one, code: 'notAnOption' as const }
          : one,
      ),
    ),
  ],
  'A4-strays-accepted': [checked((problems) => problems.filter(({ code }) => code !== 'unknown'))],
  'A4-one-problem-each': [
    checked((problems, asked, answers) => {
      const strays = answers.filter(({ guid }) => asked.every((one) => one.guid !== guid));
      const unknown = problems.filter(({ code }) => code === 'unknown');
      return [...problems, ...strays.slice(1).flatMap(() => unknown)];
    }),
  ],
  'A4-strays-first': [
    checked((problems) => [
      ...problems.filter(({ code }) => code === 'unknown'),
      ...problems.filter(({ code }) => code !== 'unknown'),
    ]),
  ],
  'A5-guid-before-value': [put(ANSWERS, 'NAMES', ['guid', 'value', 'label'])],
  'A5-label-before-value': [put(ANSWERS, 'NAMES', ['label', 'value', 'guid'])],
  'A5-label-before-guid': [put(ANSWERS, 'NAMES', ['value', 'label', 'guid'])],
  'A5-labels-are-no-names': [put(ANSWERS, 'NAMES', ['value', 'guid'])],
  'A5-as-given': [
    put(ANSWERS, 'resolveAnswers', (_: unknown, answers: readonly Answer[]) => answers),
  ],
  'A5-always-the-value': [
    given(ANSWERS, 'resolveAnswers', (asked: object, answers: readonly Answer[]) => [
      asked,
      answers,
      'value',
    ]),
  ],
  'A6-sealed-is-compared': [
    checked((problems, asked, answers) => {
      const wrong = answers.filter(
        ({ guid, sealed }) =>
          sealed !== undefined && asked.some((one) => one.guid === guid && one.options.length > 0),
      );
      return problems.length > 0
        ? problems
        : wrong.map(({ guid }) => ({ guid, code: 'notAnOption', message: '' }));
    }),
  ],
  'A6-sealed-may-be-blank': [
    checked((problems, _, answers) =>
      problems.filter(
        ({ guid, code }) =>
          code !== 'empty' || answers.some((one) => one.guid === guid && one.sealed === undefined),
      ),
    ),
  ],
  'A7-any-prompt': [
    given(
      'chart/actions',
      'promptOf',
      ({ context, event }: { context: MemberContext; event: object }) => [
        { context, event: { ...event, prompt: context.prompt } },
      ],
    ),
  ],
  'A7-ahead-is-accepted': [
    given(
      'chart/actions',
      'promptOf',
      ({ context, event }: { context: MemberContext; event: { prompt: number } }) => [
        { context, event: { ...event, prompt: Math.min(event.prompt, context.prompt) } },
      ],
    ),
  ],
  'A8-before-the-poll': [
    wrap<(args: { context: MemberContext }) => boolean>(
      'chart/actions',
      'isOfThisPrompt',
      (usual) => (args) => usual({ ...args, context: { ...args.context, awaiting: 'none' } }),
    ),
  ],
  'A8-superseded-after-a-crash': [
    result('chart/actions', 'refusal', (made: readonly Problem[]) =>
      made.map((one) => (one.code === 'notYet' ? { ...one, code: 'superseded' as const } : one)),
    ),
  ],
  'A8-any-poll-counts': [
    wrap<After<string>>(
      'memory/unpolled',
      'awaitingAfter',
      (usual) => (before, happening) =>
        happening.type === 'read' ? 'none' : usual(before, happening),
    ),
  ],
  'A8-a-fault-counts': [
    wrap<After<string>>(
      'memory/unpolled',
      'awaitingAfter',
      (usual) => (before, happening) =>
        happening.type === 'failed' && before.awaiting === 'recovery'
          ? 'none'
          : usual(before, happening),
    ),
  ],
  ...Object.fromEntries(
    (
      [
        'unauthorized',
        'forbidden',
        'badRequest',
        'notAllowed',
        'institutionMaintenance',
        'institutionUnavailable',
        'institutionPrevented',
        'institutionPreventNew',
        'institutionPreventVerification',
      ] as const
    ).map((code) => [`F1-${code.toLowerCase()}-passes`, [withoutFatal(code)]]),
  ),
  'F1-malformed-is-fatal': [withFatal('malformed')],
  'F1-conflict-is-fatal': [withFatal('conflict')],
  'F1-rate-limit-is-fatal': [withFatal('rateLimited')],
  'F2-not-found-at-once': [confirmed('notFoundOnce', { after: 0 })],
  'F2-not-found-too-soon': [confirmed('notFoundOnce', { after: 2_999 })],
  'F2-gone-is-unknown': [
    given('rules/judge-fault', 'judgeFault', (fault: Fault, memory: MemberContext) => [
      fault,
      { ...memory, reading: null },
    ]),
  ],
  'F2-unknown-is-gone': [
    given('rules/judge-fault', 'judgeFault', (fault: Fault, memory: MemberContext) => [
      fault,
      { ...memory, reading: memory.reading ?? {} },
    ]),
  ],
  'F2-readings-in-between-do-not-count': [
    wrap<(facts: { reading: StampedReading; memory: MemberContext }) => object>(
      JUDGE,
      'undecided',
      (usual) =>
        ((facts: { memory: MemberContext; trust: string }, rule: string, finding: unknown) =>
          (usual as unknown as (...all: unknown[]) => object)(
            facts,
            rule,
            facts.memory.finding?.rule === 'notFoundOnce' ? facts.memory.finding : finding,
          )) as never,
    ),
  ],
  'F3-fault-ends-a-finding': [
    judgedFault((made) => (made.verdict.rule === 'fault' ? { ...made, finding: null } : made)),
  ],
  'F3-warning-stays': [
    wrap<After<{ fault: Fault | null }>>(
      'memory/clocks',
      'clocksAfter',
      (() => {
        return (usual: (...all: unknown[]) => { fault: Fault | null }) =>
          (before: MemberContext, happening: Happening, more: unknown) => {
            const made = usual(before, happening, more);
            return happening.type === 'read'
              ? { ...made, fault: made.fault ?? before.fault }
              : made;
          };
      })() as never,
    ),
  ],
  'F4-any-return': [withoutFatal('badReturn')],
  'F4-two-returns': [ending('badReturn', 2)],
  'F4-other-faults-between': [
    put(
      'mx/faults',
      'timesInARow',
      (_: Fault, before: Fault | null) => (before?.times ?? (before ? 1 : 0)) + 1,
    ),
  ],
  'F5-no-problems': [
    after<MemberContext>(ROUND, 'roundAfter', (made, _, { type }) =>
      type === 'refused' ? { ...made, problems: [] } : made,
    ),
  ],
  'F5-refusals-not-counted': [
    after<MemberContext>(ROUND, 'roundAfter', (made, { refusals }, { type }) =>
      type === 'refused' ? { ...made, refusals } : made,
    ),
  ],
  'F5-still-awaiting': [
    wrap<After<string>>(
      'memory/unpolled',
      'awaitingAfter',
      (usual) => (before, happening) =>
        happening.type === 'refused' ? 'command' : usual(before, happening),
    ),
  ],
  'F7-asked-after-one-poll': [confirmed('questionOnce', { after: 0 })],
  'F7-asked-too-soon': [confirmed('questionOnce', { after: 2_999 })],
  'F7-equal-readings-confirm': [confirmed('questionOnce', { by: 'equalReading' })],
  'F7-lost-is-not-sent': [
    after<string | null>('memory/submit', 'lastSubmitAfter', (made) =>
      made === 'lost' ? 'notSent' : made,
    ),
  ],
  'F7-code-is-kept': [put('memory/submit', 'mayHaveArrived', () => false)],
  'F7-counts-as-failed': [
    wrap<(...all: unknown[]) => { failures: number }>(
      'memory/clocks',
      'clocksAfter',
      (usual) =>
        (...all) => {
          const made = usual(...all);
          const [before, happening] = all as unknown as [MemberContext, Happening];
          return happening.type === 'submitFailed'
            ? { ...made, failures: before.failures + 1 }
            : made;
        },
    ),
  ],
  'F7-bad-returns-go-on': [
    wrap<(...all: unknown[]) => { fault: Fault | null }>(
      'memory/clocks',
      'clocksAfter',
      (usual) =>
        (...all) => {
          const made = usual(...all);
          const [before, happening] = all as unknown as [MemberContext, Happening];
          const isRow =
            happening.type === 'submitFailed' &&
            happening.fault.code === 'badReturn' &&
            before.fault?.code === 'badReturn';
          return isRow && made.fault
            ? { ...made, fault: { ...made.fault, times: (before.fault?.times ?? 1) + 1 } }
            : made;
        },
    ),
  ],
  'F7-never-past': [put(ROUND, 'isRoundPast', () => false)],
  'F7-asked-as-a-round': [
    after<MemberContext>(ROUND, 'roundAfter', (made, _, { type }) =>
      type === 'submitFailed' ? { ...made, challenges: [] } : made,
    ),
  ],
  'F7-last-thousand-of-all': [
    result(ROUND, 'answered', (made: MemberContext) => ({
      ...made,
      answeredGuids: made.answeredGuids.slice(-1_000),
    })),
  ],
  'F7-first-thousand': [
    wrap<(before: MemberContext) => MemberContext>(ROUND, 'answered', (usual) => (before) => {
      const last = before.challenges.map(({ guid }) => guid);
      return {
        ...usual(before),
        answeredGuids: [...before.answeredGuids.slice(0, 1_000), ...last],
      };
    }),
  ],
  'F7-all-guids-kept': [put(ROUND, 'MAX_PAST_GUIDS', 10 ** 9)],
  'F7-answered-guids-forgotten': [
    result(ROUND, 'answered', (made: MemberContext) => ({ ...made, answeredGuids: [] })),
  ],
  'F8-not-sent-is-lost': [
    after<string | null>('memory/submit', 'lastSubmitAfter', (made) =>
      made === 'notSent' ? 'lost' : made,
    ),
  ],
  'F8-signed-out-is-lost': [
    put('memory/submit', 'mayHaveArrived', ({ code }: Fault) => code !== 'notSent'),
  ],
  'F8-asked-under-the-same-prompt': [
    wrap<(before: MemberContext, questions: readonly Challenge[]) => MemberContext>(
      ROUND,
      'ask',
      (usual) => (before, questions) => {
        const made = usual(before, questions);
        return made.round === before.round ? { ...made, prompt: before.prompt } : made;
      },
    ),
  ],
};

const FAILED_WITH_REASON = [
  'PREVENTED',
  'DENIED',
  'LOCKED',
  'FAILED',
  'EXPIRED',
  'IMPEDED',
  'DEGRADED',
  'DISCONNECTED',
  'DISCONTINUED',
  'CLOSED',
  'IMPAIRED',
  'REJECTED',
  'IMPORTED',
];
