import type {
  CompiledChart,
  Edge,
  Place,
} from '../../../../packages/machine/src/chart/compile-chart.ts';
import type {
  Effect,
  MemberContext,
  MemberInput,
  MemberOutput,
  MemberRecord,
  Step,
  StepEvent,
} from '../../../../packages/machine/src/index.ts';
import { given, put, result, type Switch, wrap } from '../switch.ts';

/** Faults of the lifecycle as a whole (L), of records (R) and of secrets (S). */

const STEP = 'chart/step';
const FIRST = 'memory/first-memory';
const MEMORY = 'memory/memory';
const CHECK = 'data/check';

type Mutable<Value> = { -readonly [Key in keyof Value]: Value[Key] };

/** The effects of each step, changed. */
const effects = (change: (effects: readonly Effect[]) => readonly Effect[]): Switch =>
  result(STEP, 'take', (made: Step | null) => made && { ...made, effects: change(made.effects) });

const UNDECIDED = { type: 'inconclusive', rule: 'fault' } as const;

const isDrop = ({ type }: Effect) => type === 'cancelCall' || type === 'cancelWait';
const isNext = ({ type }: Effect) =>
  ['startJob', 'readStatus', 'submitAnswers', 'wait'].includes(type);
const isEmitted = (effect: Effect) => !isDrop(effect) && !isNext(effect);

/** The event of each step, changed. */
const events = (change: (event: StepEvent, record: MemberRecord) => StepEvent): Switch =>
  given(STEP, 'stepUnchecked', (record: MemberRecord, event: StepEvent) => [
    record,
    change(event, record),
  ]);

const CALL_OF: Readonly<Record<string, string>> = {
  starting: 'startJob',
  reading: 'readStatus',
  submitting: 'submitAnswers',
};
const callOf = ({ state }: MemberRecord) => CALL_OF[state.split('.')[1] ?? ''];

/** What a lifecycle remembers at the beginning, changed. */
const first = (change: (made: MemberContext, input: MemberInput) => object): Switch =>
  result(FIRST, 'firstMemory', (made: MemberContext, input: MemberInput) => ({
    ...made,
    ...change(made, input),
  }));

/** The end of a cancelled lifecycle, changed. */
const cancelled = (change: object): Switch =>
  result('memory/view', 'outcomeOf', (made: MemberOutput | null) =>
    made?.outcome === 'failed' && made.reason === 'cancelled' ? { ...made, ...change } : made,
  );

/** A record that is refused, taken after all. */
const takes = (isTaken: (record: MemberRecord) => boolean): Switch =>
  wrap<(record: MemberRecord) => string | null>(
    CHECK,
    'contradiction',
    (usual) => (record) => (isTaken(record) ? null : usual(record)),
  );

/** What stands before the submission of answers, for the faults that keep them. */
const kept: {
  answers: readonly { readonly guid: string; readonly value?: string; readonly sealed?: string }[];
} = {
  answers: [],
};

/** What an implementation remembers beside its record. */
const beside: { guids: readonly string[] } = { guids: [] };

/** The transitions of an event in a place, changed. */
const edges = (
  state: string,
  type: string,
  change: (edges: readonly Edge[]) => readonly Edge[],
): Switch =>
  wrap<CompiledChart>(STEP, 'COMPILED', (usual) => {
    const place = usual.places.get(state) as Place;
    const on = new Map(place.on).set(type, change(place.on.get(type) ?? []));
    return { ...usual, places: new Map(usual.places).set(state, { ...place, on }) };
  });

export const LIFECYCLE: Readonly<Record<string, readonly Switch[]>> = {
  'L1-job-not-started': [
    first(({ verdict }, { job }) => ({
      ...(job !== null && { verdict: { ...verdict, type: 'running' }, route: 'aggregating' }),
    })),
  ],
  'L2-nothing-dropped': [put(STEP, 'dropped', () => [])],
  'L2-drops-last': [
    effects((all) => [...all.filter((one) => !isDrop(one)), ...all.filter(isDrop)]),
  ],
  'L2-emitted-last': [
    effects((all) => [...all.filter((one) => !isEmitted(one)), ...all.filter(isEmitted)]),
  ],
  'L2-ended-before-the-drop': [
    effects((all) => [
      ...all.filter(({ type }) => type === 'ended'),
      ...all.filter(({ type }) => type !== 'ended'),
    ]),
  ],
  'L2-ended-call-dropped': [
    wrap<(place: object, turn: number, event: StepEvent) => readonly Effect[]>(
      STEP,
      'dropped',
      (usual) => (place, turn, event) =>
        usual(
          place,
          turn,
          event?.type === 'done' || event?.type === 'error' ? { type: 'cancel' } : event,
        ),
    ),
  ],
  'L2-ended-wait-dropped': [
    wrap<(place: object, turn: number, event: StepEvent) => readonly Effect[]>(
      STEP,
      'dropped',
      (usual) => (place, turn, event) =>
        usual(place, turn, event?.type === 'elapsed' ? { type: 'cancel' } : event),
    ),
  ],
  'L3-cancel-forgets-the-fault': [cancelled({ lastFault: null })],
  'L3-cancel-forgets-the-status': [cancelled({ connectionStatus: null })],
  'L3-no-cancel-while-submitting': [
    events((event, { state }) =>
      event.type === 'cancel' && state === 'resumed.submitting'
        ? { type: 'status.changed' }
        : event,
    ),
  ],
  'L4-accepted-after-the-end': [
    given(STEP, 'stepUnchecked', (record: MemberRecord, event: StepEvent) => [
      record.state.includes('.')
        ? record
        : { ...record, context: { ...record.context, verdict: UNDECIDED } },
      event,
    ]),
  ],
  'L5-any-call': [
    events((event, record) =>
      'call' in event ? ({ ...event, call: callOf(record) ?? event.call } as StepEvent) : event,
    ),
  ],
  'L6-conflict-is-a-fault': [edges('aggregating.starting', 'error', (all) => all.slice(1))],
  'L6-fits-is-tried-last': [
    edges('challenged.waiting', 'challenge.answer', ([fits, wrong, ...rest]) =>
      [wrong, fits, ...rest].flatMap((one) => one ?? []),
    ),
  ],
  'L6-inner-refusal-lost': [
    edges('challenged.reading', 'challenge.answer', ([fits, _, ...rest]) =>
      [fits, ...rest].flatMap((one) => one ?? []),
    ),
  ],
  'L6-queued-ignores-a-hint': [edges('aggregating.queued', 'status.changed', () => [])],
  'L6-authorizing-ignores-a-hint': [edges('authorizing.waiting', 'status.changed', () => [])],
  'F5-refused-before-it-is-remembered': [
    edges('resumed.submitting', 'error', (all) =>
      all.map((one) => ({ ...one, actions: [...one.actions].reverse() })),
    ),
  ],
  'F6-not-expected-is-a-refusal': [
    edges('resumed.submitting', 'error', ([refusal, notExpected, ...rest]) =>
      [refusal, notExpected && refusal && { ...refusal, fits: notExpected.fits }, ...rest].flatMap(
        (one) => one ?? [],
      ),
    ),
  ],
  'F6-not-expected-is-lost': [
    edges('resumed.submitting', 'error', ([refusal, _, ...rest]) =>
      [refusal, ...rest].flatMap((one) => one ?? []),
    ),
  ],
  'F5-refusal-is-lost': [edges('resumed.submitting', 'error', (all) => all.slice(1))],
  'L7-late-trusted': [
    events((event, { context: { turn } }) => ('turn' in event ? { ...event, turn } : event)),
  ],
  'L7-ahead-trusted': [
    events((event, { context: { turn } }) =>
      'turn' in event && event.turn > turn ? { ...event, turn } : event,
    ),
  ],
  'L7-recover-numbers-nothing': [
    result(MEMORY, 'onRecovery', (made: MemberContext, { turn }: MemberContext) => ({
      ...made,
      turn,
    })),
  ],
  'L8-turn-begins-again': [first(() => ({ turn: 0 }))],
  'L8-prompt-begins-again': [first(() => ({ prompt: 0 }))],
  'L8-revision-begins-again': [first(() => ({ revision: 1 }))],
  'R1-guids-beside-the-record': [
    first(() => {
      beside.guids = [];
      return {};
    }),
    wrap<(record: MemberRecord, event: StepEvent) => Step>(
      STEP,
      'stepUnchecked',
      (usual) => (record, event) => {
        const made = usual(
          { ...record, context: { ...record.context, answeredGuids: beside.guids } },
          event,
        );
        beside.guids = made.record.context.answeredGuids;
        return made;
      },
    ),
  ],
  'R2-start-not-failed': [
    result(
      'memory/resumable',
      'resumableRecord',
      (made: MemberRecord, state: string, { pendingStart }: MemberContext) =>
        state === 'aggregating.starting'
          ? { ...made, context: { ...made.context, pendingStart } }
          : made,
    ),
  ],
  'R2-answers-not-lost': [
    result(
      'memory/resumable',
      'resumableRecord',
      (made: MemberRecord, _: string, { lastSubmit }: MemberContext) => ({
        ...made,
        context: { ...made.context, lastSubmit },
      }),
    ),
  ],
  'R2-hint-remembered': [
    result(
      'memory/resumable',
      'resumableRecord',
      (made: MemberRecord, _: string, { hint }: MemberContext) => ({
        ...made,
        context: { ...made.context, hint },
      }),
    ),
  ],
  'R2-nothing-awaited': [
    result(MEMORY, 'onRecovery', (made: MemberContext, { awaiting }: MemberContext) => ({
      ...made,
      awaiting,
    })),
  ],
  'R2-expects-as-before': [
    wrap<(args: { context: MemberContext }) => object>(
      'chart/requests',
      'statusRequest',
      (usual) => (args) =>
        args.context.awaiting === 'recovery' ? { ...usual(args), expects: 'any' } : usual(args),
    ),
  ],
  'R3-ended-record-polled': [put(CHECK, 'isOver', () => false)],
  'R4-any-version': [
    given(CHECK, 'checkRecord', (record: MemberRecord) => [
      record && typeof record === 'object' ? { ...record, schema: 3 } : record,
    ]),
  ],
  'R4-no-schema': [
    wrap<(schema: object, value: unknown, path: string) => string | null>(
      'data/validate',
      'firstError',
      (usual) => (schema, value, path) => (path === 'record' ? null : usual(schema, value, path)),
    ),
  ],
  'R4-connected-without-a-reading': [takes(({ state }) => state === 'connected')],
  'R4-connected-in-doubt': [
    takes(
      ({ state, context: { verdict, reading } }) =>
        state === 'connected' && verdict.type === 'connected' && reading !== null,
    ),
  ],
  'R4-connected-with-another-verdict': [
    takes(
      ({ state, context: { verdict, reading } }) =>
        state === 'connected' && 'fresh' in verdict && reading !== null,
    ),
  ],
  'R4-failed-without-a-reason': [
    takes(({ state, context: { verdict } }) => state === 'failed' && 'nextStep' in verdict),
  ],
  'R4-failed-without-a-next-step': [
    takes(({ state, context: { verdict } }) => state === 'failed' && 'reason' in verdict),
  ],
  'R4-failed-with-another-verdict': [
    takes(
      ({ state, context: { verdict } }) =>
        state === 'failed' && 'reason' in verdict && 'nextStep' in verdict,
    ),
  ],
  'R4-another-phase': [
    takes(({ state, context }) => state.includes('.') && !state.startsWith(`${context.phase}.`)),
  ],
  'R4-final-verdict-under-way': [
    takes(
      ({ state, context: { verdict } }) =>
        state.includes('.') && (verdict.type === 'connected' || verdict.type === 'failed'),
    ),
  ],
  'R4-start-without-a-job': [
    takes(({ context }) => context.job === null && context.pendingStart !== 'none'),
  ],
  'R4-starting-though-not-due': [
    takes(({ state, context }) => state === 'aggregating.starting' && context.job !== null),
  ],
  'R4-queued-without-another-job': [takes(({ state }) => state === 'aggregating.queued')],
  'R4-challenged-without-a-question': [
    takes(({ context }) => context.phase === 'challenged' && context.challenges.length === 0),
  ],
  'R5-any-event': [put(CHECK, 'checkEvent', (event: StepEvent) => event)],
  'R5-any-input': [
    wrap<(schema: object, value: unknown, path: string) => string | null>(
      'data/validate',
      'firstError',
      (usual) => (schema, value, path) => (path === 'input' ? null : usual(schema, value, path)),
    ),
  ],
  'R5-after-under-way': [
    wrap<(input: MemberInput) => MemberInput>(CHECK, 'checkInput', (usual) => (input) => {
      const { after, ...others } = Object(input) as MemberInput;
      usual(after ? others : input);
      return input;
    }),
  ],
  'R5-after-of-another-member': [
    wrap<(input: MemberInput) => MemberInput>(CHECK, 'checkInput', (usual) => (input) => {
      const { after, member } = Object(input) as MemberInput;
      if (!after?.context?.member) return usual(input);
      usual({ ...input, after: { ...after, context: { ...after.context, member } } });
      return input;
    }),
  ],
  'S1-answers-kept': [
    wrap<(context: MemberContext) => MemberContext>(
      MEMORY,
      'onAnswering',
      (usual) => (context) => ({
        ...usual(context),
        answeredGuids: [...context.answeredGuids, ...kept.answers.map(({ value = '' }) => value)],
      }),
    ),
    wrap<(context: MemberContext, answers: typeof kept.answers) => readonly unknown[]>(
      'mx/answers',
      'checkAnswers',
      (usual) => (context, answers) => {
        kept.answers = answers;
        return usual(context, answers);
      },
    ),
  ],
  'S1-sealed-answers-kept': [
    wrap<(context: MemberContext) => MemberContext>(
      MEMORY,
      'onAnswering',
      (usual) => (context) => ({
        ...usual(context),
        answeredGuids: [
          ...context.answeredGuids,
          ...kept.answers.flatMap(({ sealed }) => sealed ?? []),
        ],
      }),
    ),
    wrap<(context: MemberContext, answers: typeof kept.answers) => readonly unknown[]>(
      'mx/answers',
      'checkAnswers',
      (usual) => (context, answers) => {
        kept.answers = answers;
        return usual(context, answers);
      },
    ),
  ],
  'S2-strays-quoted': [
    wrap<
      (
        asked: MemberContext,
        answers: typeof kept.answers,
      ) => readonly Mutable<{ guid: string | null; code: string }>[]
    >(
      'mx/answers',
      'checkAnswers',
      (usual) => (asked, answers) =>
        usual(asked, answers).map((one) => {
          const stray = answers.find(({ guid }) =>
            asked.challenges.every((open) => open.guid !== guid),
          );
          return one.code === 'unknown' && stray ? { ...one, guid: stray.guid } : one;
        }),
    ),
  ],
};
