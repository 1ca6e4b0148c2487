import type {
  BareView,
  Fault,
  MemberContext,
  MemberOutput,
  Phase,
  StampedReading,
  StatusRequest,
} from '../../../../packages/machine/src/index.ts';
import type { Happening } from '../../../../packages/machine/src/memory/happening.ts';
import { given, put, result, type Switch, wrap } from '../switch.ts';

/** Faults in waits (P), hints (N), limits (D) and what a screen is shown (W). */

const TIMING = 'rules/timing';
const MEMORY = 'memory/memory';
const VIEW = 'memory/view';
const CLOCKS = 'memory/clocks';

/** Some functions take more than the context, which is passed on. */
type OfContext<Value> = (context: MemberContext, ...more: readonly unknown[]) => Value;
const about = <Value>(
  name: string,
  change: (made: Value, context: MemberContext) => Value,
): Switch =>
  wrap<OfContext<Value>>(
    TIMING,
    name,
    (usual) =>
      (context, ...more) =>
        change(usual(context, ...more), context),
  );
const seenAs = (name: string, change: OfContext<Partial<MemberContext>>): Switch =>
  given(TIMING, name, (context: MemberContext, ...more: readonly unknown[]) => [
    { ...context, ...change(context) },
    ...more,
  ]);

interface Clocks {
  readonly since: number | null;
  readonly lastStampAt: number | null;
  readonly observed: MemberContext['observed'];
  readonly fault: Fault | null;
  readonly failures: number;
}
const clocks = (
  change: (made: Clocks, before: MemberContext, happening: Happening) => Clocks,
): Switch => result(CLOCKS, 'clocksAfter', change);

const limit = (change: (context: MemberContext) => Partial<MemberContext>): Switch =>
  seenAs('limitPassed', change);
const deadlines = (change: (before: MemberContext['deadlines']) => object): Switch =>
  limit((context) => ({ deadlines: { ...context.deadlines, ...change(context.deadlines) } }));

const view = <Field extends keyof BareView>(
  field: Field,
  make: (view: BareView, context: MemberContext) => BareView[Field],
): Switch =>
  result(VIEW, 'bareViewOf', (made: BareView, context: MemberContext) => ({
    ...made,
    [field]: make(made, context),
  }));

/** The view that is compared for the revision, without a part of it. */
const unseen = (change: (context: MemberContext, other: MemberContext) => MemberContext): Switch =>
  given(VIEW, 'isSameView', (a: MemberContext, b: MemberContext) => [a, change(b, a)]);

const jitterOf = (text: string, finish: (hash: number) => number): number => {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return (finish(hash) >>> 0) / 2 ** 32;
};
const memberOf = ({ member }: MemberContext) => `${member.userGuid}/${member.memberGuid}`;
const finished = (hash: number): number => {
  let made = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  made = Math.imul(made ^ (made >>> 13), 0xc2b2ae35);
  return made ^ (made >>> 16);
};

export const TIMES: Readonly<Record<string, readonly Switch[]>> = {
  'P1-first-at-leisure': [seenAs('uncappedDelay', () => ({ awaiting: 'none' }))],
  'P1-no-spread': [seenAs('uncappedDelay', ({ pacing }) => ({ pacing: { ...pacing, spread: 0 } }))],
  'P1-another-spread-by-default': [
    wrap(TIMING, 'DEFAULT_PACING', (usual: MemberContext['pacing']) => ({ ...usual, spread: 400 })),
  ],
  'P1-first-after-a-failed-start': [
    seenAs('uncappedDelay', ({ awaiting, failures }) => ({
      failures: awaiting === 'command' ? 0 : failures,
    })),
  ],
  'P2-no-growth': [put(TIMING, 'FAST_PERIOD', 10 ** 9)],
  'P2-grows-at-once': [put(TIMING, 'FAST_PERIOD', 0)],
  'P2-any-length': [
    seenAs('paceOf', ({ pacing }) => ({ pacing: { ...pacing, busyMost: 10 ** 9 } })),
  ],
  'P2-most-below-the-pace': [
    wrap<OfContext<number>>(
      TIMING,
      'paceOf',
      (usual) => (context) =>
        context.phase === 'aggregating' || context.phase === 'resumed'
          ? Math.min(usual(context), context.pacing.busyMost)
          : usual(context),
    ),
  ],
  'P3-no-growth': [
    seenAs('paceOf', ({ phase, observed }) => ({
      observed: {
        ...observed,
        phase: phase === 'challenged' || phase === 'authorizing' ? 0 : observed.phase,
      },
    })),
  ],
  'P3-any-length': [
    seenAs('paceOf', ({ pacing }) => ({ pacing: { ...pacing, needsUserMost: 10 ** 9 } })),
  ],
  'P3-most-below-the-pace': [
    wrap<OfContext<number>>(
      TIMING,
      'paceOf',
      (usual) => (context) =>
        context.phase === 'aggregating' || context.phase === 'resumed'
          ? usual(context)
          : Math.min(usual(context), context.pacing.needsUserMost),
    ),
  ],
  'P4-no-back-off': [seenAs('uncappedDelay', () => ({ failures: 0 }))],
  'P4-one-doubling-less': [about<number>('failuresOf', (made) => (made > 1 ? made - 1 : made))],
  'P4-any-length': [
    seenAs('uncappedDelay', ({ pacing }) => ({ pacing: { ...pacing, failedMost: 10 ** 9 } })),
  ],
  'P4-below-the-pace': [
    wrap<OfContext<number>>(
      TIMING,
      'uncappedDelay',
      (usual) =>
        (context, ...more) =>
          context.failures > 0
            ? usual(
                {
                  ...context,
                  pacing: {
                    ...context.pacing,
                    busy: Math.min(context.pacing.busy, context.pacing.failedMost),
                    needsUser: Math.min(context.pacing.needsUser, context.pacing.failedMost),
                  },
                },
                ...more,
              )
            : usual(context, ...more),
    ),
  ],
  'P4-nothing-added': [
    about<number>('uncappedDelay', (made, { failures, fault }) =>
      failures > 0 && !fault?.retryAfter ? (made * 8) / 9 : made,
    ),
  ],
  'P5-retry-after-ignored': [put(TIMING, 'askedWait', () => 0)],
  'P5-asked-for-more-than-the-limit': [
    put(TIMING, 'askedWait', ({ fault }: MemberContext, at: number) =>
      fault === null || at < fault.at ? 0 : Math.max(0, fault.at + (fault.retryAfter ?? 0) - at),
    ),
  ],
  'P5-asked-wait-begins-again': [
    put(TIMING, 'askedWait', ({ fault, deadlines: { unreachable } }: MemberContext) =>
      Math.min(fault?.retryAfter ?? 0, unreachable),
    ),
  ],
  'P5-clock-set-back': [
    put(TIMING, 'askedWait', ({ fault, deadlines: { unreachable } }: MemberContext, at: number) =>
      fault === null
        ? 0
        : Math.max(0, fault.at + Math.min(fault.retryAfter ?? 0, unreachable) - at),
    ),
  ],
  'P5-no-jitter': [
    about<number>('uncappedDelay', (made, { fault, failures }) =>
      failures > 0 && fault?.retryAfter ? Math.max(fault.retryAfter, made * 0.88) : made,
    ),
  ],
  'P6-no-finalizer': [
    put(TIMING, 'jitter', (context: MemberContext) => jitterOf(memberOf(context), (hash) => hash)),
  ],
  'P6-member-alone': [
    put(TIMING, 'jitter', ({ member }: MemberContext) => jitterOf(member.memberGuid, finished)),
  ],
  'P6-code-units': [
    put(TIMING, 'jitter', (context: MemberContext) => {
      const text = memberOf(context);
      let hash = 0x811c9dc5;
      for (let at = 0; at < text.length; at++)
        hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
      return (finished(hash) >>> 0) / 2 ** 32;
    }),
  ],
  'P7-no-slack': [put(TIMING, 'TIMER_SLACK', 0)],
  'P7-at-leisure': [put('rules/findings', 'SECOND_LOOK', 10 ** 9)],
  'P7-ignored-at-leisure': [seenAs('uncappedDelay', () => ({ ignoredSince: null }))],
  'P7-from-the-last-poll': [
    about<number>('untilConfirming', (made, { finding, lastStampAt }) =>
      made > 0 && finding ? made + Math.max(0, (lastStampAt ?? 0) - finding.from) : made,
    ),
  ],
  'P7-clock-set-back': [
    about<number>(
      'untilConfirming',
      (made, { finding, lastStampAt }) =>
        made +
        (finding && made > 0 && (lastStampAt ?? 0) < finding.from
          ? finding.from - (lastStampAt ?? 0)
          : 0),
    ),
  ],
  'P8-from-arrival': [put(TIMING, 'tookOf', () => 0)],
  'P8-no-half': [
    about<number>('uncappedDelay', (made, context) =>
      context.failures === 0 &&
      context.awaiting === 'none' &&
      context.finding === null &&
      (context.reading?.took ?? 0) > made
        ? 0
        : made,
    ),
  ],
  'P8-of-another-call': [put(TIMING, 'tookOf', ({ reading }: MemberContext) => reading?.took ?? 0)],
  'P9-any-length': [put('data/shapes', 'MAX_WAIT', 10 ** 15)],
  'P9-cut-instead-of-rounded': [
    wrap<OfContext<number>>(
      TIMING,
      'uncappedDelay',
      (usual) =>
        (context, ...more) =>
          Math.floor(usual(context, ...more)),
    ),
  ],
  'P10-never-the-end': [
    result('chart/requests', 'statusRequest', (made: StatusRequest) => ({
      ...made,
      expects: 'any',
    })),
  ],
  'P10-always-the-end': [
    result('chart/requests', 'statusRequest', (made: StatusRequest) => ({
      ...made,
      expects: 'end',
    })),
  ],
  'P11-any-pace': [
    wrap<(error: string | null) => void>(
      'data/check',
      'refuse',
      (usual) => (error) => usual(error?.includes('unsafePacing is true') ? null : error),
    ),
  ],
  'N1-confirming-poll-at-once': [
    put(TIMING, 'canReadNow', (context: MemberContext) => context.hint === 'none'),
  ],
  'N1-hint-ignored': [put(TIMING, 'canReadNow', () => false)],
  'N1-waits-after-a-failed-call-too': [
    about<boolean>(
      'canReadNow',
      (made, { finding }) => made && (finding === null || finding.rule === 'flagAbsent'),
    ),
  ],
  'N1-flag-is-confirmed-too': [
    about<boolean>('canReadNow', (made, { finding }) => made && finding?.rule !== 'flagAbsent'),
  ],
  'N2-every-hint': [seenAs('acceptsHint', () => ({ hint: 'none' }))],
  'N2-confirmed-hint-not-spent': [
    given('memory/hint', 'spendKeptHint', (before: MemberContext) => [
      before.hint === 'pending' && before.finding ? { ...before, hint: 'none' } : before,
    ]),
  ],
  'N2-confirming-poll-spends': [
    wrap<OfContext<MemberContext>>('memory/hint', 'spendKeptHint', () => (before) => ({
      ...before,
      hint: before.hint === 'pending' ? 'spent' : 'none',
    })),
  ],
  'N2-spent-for-good': [
    wrap<OfContext<MemberContext>>(
      'memory/hint',
      'spendKeptHint',
      (usual) => (before) => (before.hint === 'spent' ? before : usual(before)),
    ),
  ],
  'N3-hint-lost': [put('memory/hint', 'keepHint', (before: MemberContext) => before)],
  'N3-after-the-pace': [
    seenAs('uncappedDelay', ({ hint }) => ({ hint: hint === 'pending' ? 'none' : hint })),
  ],
  'N3-before-the-confirming-poll': [
    wrap<OfContext<number>>(
      TIMING,
      'uncappedDelay',
      (usual) =>
        (context, ...more) =>
          context.hint === 'pending' && context.failures === 0 && context.awaiting !== 'command'
            ? 0
            : usual(context, ...more),
    ),
  ],
  'N3-before-the-first-poll': [
    wrap<OfContext<number>>(
      TIMING,
      'uncappedDelay',
      (usual) =>
        (context, ...more) =>
          context.hint === 'pending' && context.failures === 0 ? 0 : usual(context, ...more),
    ),
  ],
  'N4-though-rate-limited': [
    seenAs('acceptsHint', ({ fault }) => ({ fault: fault?.code === 'rateLimited' ? null : fault })),
  ],
  'N4-rate-limit-outlives-a-poll': [
    about<boolean>('acceptsHint', (made, { fault }) => made && fault?.code !== 'rateLimited'),
  ],
  'N4-though-refused-again': [put(TIMING, 'isRefusedAgain', () => false)],
  'N4-from-the-first-refusal': [
    put(TIMING, 'isRefusedAgain', ({ verdict }: MemberContext) => verdict.type === 'reread'),
  ],
  'N4-after-any-fault': [
    about<boolean>('acceptsHint', (made, { fault }) => made && fault === null),
  ],
  'N5-hint-outlives-the-phase': [
    result(MEMORY, 'beginPhase', (made: MemberContext, { hint }: MemberContext) => ({
      ...made,
      hint,
    })),
  ],
  ...Object.fromEntries(
    (['started', 'conflict', 'answering'] as const).map((type) => [
      `N5-hint-outlives-${type}`,
      [
        wrap<(before: MemberContext, happening: Happening) => string>(
          'memory/hint',
          'hintAfter',
          (usual) => (before, happening) =>
            happening.type === type ? before.hint : usual(before, happening),
        ),
      ],
    ]),
  ),
  'N5-start-forgets-it': [
    wrap<(before: MemberContext, happening: Happening) => string>(
      'memory/hint',
      'hintAfter',
      (usual) => (before, happening) =>
        happening.type === 'read' && happening.judgement.verdict.type === 'start'
          ? 'none'
          : usual(before, happening),
    ),
  ],
  'D1-no-limit-without-a-reading': [
    limit(({ reading, deadlines: usual }) =>
      reading ? {} : { deadlines: { ...usual, busy: 10 ** 12, needsUser: 10 ** 12 } },
    ),
  ],
  'D1-no-limit': [put(TIMING, 'limitPassed', () => null)],
  'D1-not-for-the-user': [deadlines(() => ({ needsUser: 10 ** 12 }))],
  'D1-at-the-limit': [
    limit(({ observed }) => ({ observed: { ...observed, phase: observed.phase + 1 } })),
  ],
  'D1-shown-error-is-not-the-reason': [
    wrap<(context: MemberContext, limit: string) => object>(
      MEMORY,
      'limitFailure',
      (usual) => (context, which) => usual({ ...context, reading: null }, which),
    ),
  ],
  'D1-though-a-job-is-shown': [
    wrap<(context: MemberContext, limit: string) => object>(
      MEMORY,
      'limitFailure',
      (usual) => (context, which) =>
        usual(
          {
            ...context,
            reading: context.reading && { ...context.reading, isBeingAggregated: false },
          },
          which,
        ),
    ),
  ],
  'D1-abandoned-when-busy': [
    wrap<(context: MemberContext, limit: string) => object>(
      MEMORY,
      'limitFailure',
      (usual) => (context, which) =>
        usual(which === 'phase' ? { ...context, phase: 'challenged' } : context, which),
    ),
  ],
  'D1-user-took-too-long': [
    wrap<(context: MemberContext, limit: string) => object>(
      MEMORY,
      'limitFailure',
      (usual) => (context, which) => usual({ ...context, phase: 'resumed' }, which),
    ),
  ],
  'D2-no-limit': [deadlines(() => ({ unreachable: 10 ** 12 }))],
  'D2-at-the-limit': [
    limit(({ observed }) => ({ observed: { ...observed, outage: observed.outage + 1 } })),
  ],
  'D2-always-the-fault': [put(TIMING, 'lastFault', ({ fault }: MemberContext) => fault)],
  'D2-never-misconfigured': [
    wrap<(context: MemberContext, limit: string) => object>(
      MEMORY,
      'limitFailure',
      (usual) => (context, which) =>
        usual(
          {
            ...context,
            reading:
              context.reading ??
              ({ connectionStatus: null, isBeingAggregated: true } as StampedReading),
          },
          which,
        ),
    ),
  ],
  'D2-misconfigured-with-readings': [
    wrap<(context: MemberContext, limit: string) => object>(
      MEMORY,
      'limitFailure',
      (usual) => (context, which) =>
        usual(
          context.fault?.code === 'unexpected' ? { ...context, reading: null } : context,
          which,
        ),
    ),
  ],
  'D3-no-grace': [put(TIMING, 'CONFIRM_GRACE', 0)],
  'D3-grace-for-ever': [put(TIMING, 'CONFIRM_GRACE', 10 ** 12)],
  'D3-grace-for-the-flag': [
    limit(({ finding }) => ({
      finding: finding?.rule === 'flagAbsent' ? { ...finding, rule: 'failedOnce' } : finding,
    })),
  ],
  'D3-outage-has-grace': [
    limit((context) => ({
      observed: {
        ...context.observed,
        outage: context.observed.outage - (context.finding ? 300_000 : 0),
      },
    })),
  ],
  'D3-no-grace-for-the-total': [
    wrap<(context: MemberContext, goesOn: boolean) => string | null>(
      TIMING,
      'limitPassed',
      (usual) => (context, goesOn) =>
        usual(context, goesOn) ?? usual({ ...context, finding: null }, false),
    ),
  ],
  'D3-a-new-phase-too': [
    wrap<(context: MemberContext, goesOn: boolean) => string | null>(
      TIMING,
      'limitPassed',
      (usual) => (context) => usual(context, true),
    ),
  ],
  'D3-before-the-verdict': [
    wrap<(context: MemberContext, questions: readonly unknown[]) => MemberContext>(
      MEMORY,
      'routed',
      (usual) => (context, questions) =>
        context.verdict.type === 'connected' && context.observed.phase > context.deadlines.busy
          ? usual({ ...context, verdict: { type: 'running', rule: 'beingAggregated' } }, questions)
          : usual(context, questions),
    ),
  ],
  'D4-absences-count': [
    put(TIMING, 'observedGap', ({ lastStampAt }: MemberContext, at: number) =>
      Math.max(0, at - (lastStampAt ?? at)),
    ),
  ],
  'D4-a-minute-at-most': [
    put(TIMING, 'observedGap', ({ lastStampAt }: MemberContext, at: number) =>
      Math.min(60_000, Math.max(0, at - (lastStampAt ?? at))),
    ),
  ],
  'D4-less-than-nothing': [
    wrap<(context: MemberContext, at: number) => number>(
      TIMING,
      'observedGap',
      (usual) => (context, at) =>
        at < (context.lastStampAt ?? at) ? at - (context.lastStampAt ?? at) : usual(context, at),
    ),
  ],
  'D4-hint-counts-as-the-pace': [
    seenAs('observedGap', ({ hint }) => ({ hint: hint === 'pending' ? 'none' : hint })),
  ],
  'D5-failed-calls-count': [
    clocks((made, before, happening) =>
      happening.type === 'failed' && happening.fault && before.lastStampAt !== null
        ? {
            ...made,
            observed: {
              ...made.observed,
              phase: made.observed.phase + Math.max(0, happening.fault.at - before.lastStampAt),
            },
          }
        : made,
    ),
  ],
  'D5-the-gap-after-counts': [
    given(
      CLOCKS,
      'stamped',
      (before: MemberContext, at: number, fault: Fault | null, isDue: boolean) => [
        { ...before, fault: fault === null && !isDue ? null : before.fault },
        at,
        fault,
        isDue,
      ],
    ),
  ],
  'D5-the-gap-after-a-rate-limit-counts': [
    given(
      CLOCKS,
      'stamped',
      (before: MemberContext, at: number, fault: Fault | null, isDue: boolean) => [
        {
          ...before,
          fault:
            before.fault?.code === 'rateLimited' && fault === null && !isDue ? null : before.fault,
        },
        at,
        fault,
        isDue,
      ],
    ),
  ],
  'D5-the-first-gap-counts': [
    given(CLOCKS, 'stamped', (before: MemberContext, ...more: readonly unknown[]) => [
      { ...before, since: before.since ?? 0 },
      ...more,
    ]),
  ],
  'D6-phase-goes-on': [
    result(MEMORY, 'beginPhase', (made: MemberContext, { observed }: MemberContext) => ({
      ...made,
      observed,
    })),
  ],
  'D6-since-goes-on': [
    result(MEMORY, 'beginPhase', (made: MemberContext, { since }: MemberContext) => ({
      ...made,
      since,
    })),
  ],
  'D6-start-restarts-nothing': [
    clocks((made, { observed }, { type }) => (type === 'started' ? { ...made, observed } : made)),
  ],
  'D6-answers-restart-nothing': [
    clocks((made, { observed }, { type }) => (type === 'submitted' ? { ...made, observed } : made)),
  ],
  'D6-total-goes-on': [
    clocks((made, { observed }, { type }) =>
      type === 'submitted'
        ? { ...made, observed: { ...made.observed, total: observed.total } }
        : made,
    ),
  ],
  'D6-answering-restarts-nothing': [
    clocks((made, { observed }, { type }) => (type === 'answering' ? { ...made, observed } : made)),
  ],
  'D6-answering-keeps-since': [
    clocks((made, { since }, { type }) => (type === 'answering' ? { ...made, since } : made)),
  ],
  'D7-for-ever': [limit(({ observed }) => ({ observed: { ...observed, total: 0 } }))],
  'D7-once-is-enough': [
    wrap<(context: MemberContext, goesOn: boolean) => string | null>(
      TIMING,
      'limitPassed',
      (usual) => (context, goesOn) =>
        usual(
          { ...context, observed: { ...context.observed, total: context.observed.total * 2 } },
          goesOn,
        ),
    ),
  ],
  'D7-outage-not-counted': [
    wrap<(context: MemberContext, goesOn: boolean) => string | null>(
      TIMING,
      'limitPassed',
      (usual) => (context, goesOn) =>
        usual(
          {
            ...context,
            observed: {
              ...context.observed,
              total: context.observed.total + context.deadlines.unreachable,
            },
          },
          goesOn,
        ),
    ),
  ],
  'W1-needed-before-the-poll': [
    view('needs', (made, { awaiting }) =>
      awaiting !== 'recovery'
        ? made.needs
        : made.state === 'challenged'
          ? 'answers'
          : made.state === 'authorizing'
            ? 'authorization'
            : null,
    ),
  ],
  'W1-not-busy-after-a-crash': [
    view('busy', ({ state }) => state === 'aggregating' || state === 'resumed'),
  ],
  'W1-authorization-not-needed': [
    view('needs', ({ needs }) => (needs === 'authorization' ? null : needs)),
  ],
  'W2-questions-always': [view('challenges', (_, { challenges }) => challenges)],
  'W2-problems-always': [view('problems', (_, { problems }) => problems)],
  'W3-never-slow': [put(TIMING, 'SLOW_AFTER', 10 ** 12)],
  'W3-slow-too-late': [put(TIMING, 'SLOW_AFTER', 60_001)],
  'W3-slow-too-soon': [put(TIMING, 'SLOW_AFTER', 59_999)],
  'W3-slow-while-the-user-is-needed': [
    view(
      'isSlow',
      (_, { observed, verdict }) =>
        observed.phase >= 60_000 && !['connected', 'failed'].includes(verdict.type),
    ),
  ],
  'W4-status-of-before': [put(VIEW, 'shownReading', ({ reading }: MemberContext) => reading)],
  'W4-no-status-when-failed': [
    wrap<OfContext<StampedReading | null>>(
      VIEW,
      'shownReading',
      (usual) => (context) => (context.verdict.type === 'failed' ? null : usual(context)),
    ),
  ],
  'W4-every-status-known': [view('status', ({ status }) => status && { ...status, known: true })],
  'W5-elapsed-goes-back': [
    view('elapsed', ({ elapsed }, { since, lastStampAt }) =>
      since === null ? elapsed : Number(lastStampAt) - since,
    ),
  ],
  'W5-elapsed-needs-a-stamp': [
    view('elapsed', ({ elapsed }, { lastStampAt }) => (lastStampAt === null ? null : elapsed)),
  ],
  'W5-elapsed-is-observed': [
    view('elapsed', ({ elapsed }, { observed }) => (elapsed === null ? null : observed.phase)),
  ],
  'W5-elapsed-from-the-beginning': [
    view('elapsed', ({ elapsed }, { observed }) => (elapsed === null ? null : observed.total)),
  ],
  'W6-never-grows': [put(VIEW, 'isSameView', () => true)],
  'W6-grows-with-each-step': [put(VIEW, 'isSameView', () => false)],
  'W6-slow-not-seen': [
    unseen((context, { observed }) => ({
      ...context,
      observed: { ...context.observed, phase: observed.phase },
    })),
  ],
  'W6-warning-not-seen': [
    unseen((context, { fault, lastSubmit }) => ({ ...context, fault, lastSubmit })),
  ],
  'W6-status-not-seen': [unseen((context, { reading }) => ({ ...context, reading }))],
  'W6-message-not-seen': [
    unseen((context, { reading }) => ({
      ...context,
      reading:
        context.reading &&
        reading &&
        ({ ...context.reading, message: reading.message } as StampedReading),
    })),
  ],
  'W6-problems-not-seen': [unseen((context, { problems }) => ({ ...context, problems }))],
  'W6-prompt-not-seen': [unseen((context, { prompt }) => ({ ...context, prompt }))],
  'W6-recovery-counts-nothing': [
    result(MEMORY, 'onRecovery', (made: MemberContext, { revision }: MemberContext) => ({
      ...made,
      revision,
    })),
  ],
  'W6-refusals-count': [
    result(MEMORY, 'onProblems', (made: MemberContext, before: MemberContext) => ({
      ...made,
      revision: before.revision + 1,
    })),
  ],
  'L3-phase-is-forgotten': [
    result(MEMORY, 'end', (made: MemberContext) => ({ ...made, phase: 'aggregating' as Phase })),
  ],
  'L4-questions-outlive-the-end': [
    result(MEMORY, 'end', (made: MemberContext, { challenges }: MemberContext) => ({
      ...made,
      challenges,
    })),
  ],
  'L4-problems-outlive-the-end': [
    result(MEMORY, 'end', (made: MemberContext, { problems }: MemberContext) => ({
      ...made,
      problems,
    })),
  ],
  'F1-last-fault-is-not-shown': [
    result(VIEW, 'outcomeOf', (made: MemberOutput | null, { verdict }: MemberContext) =>
      made?.outcome === 'failed' && verdict.rule === 'fatalFault'
        ? { ...made, lastFault: null }
        : made,
    ),
  ],
};
