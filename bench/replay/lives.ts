import {
  begin,
  type Fault,
  isCall,
  type MemberId,
  type StampedReading,
  type Step,
  type StepEvent,
  step,
} from '@mx-member/machine/step';
import { type StepLine, type TraceHash, traceOf } from '@mx-member/machine/trace';

/** What MX shows at each call of a lifecycle, in order; `'answer'` is the person, and `'down'` a call that fails. */
type Life = readonly (Partial<StampedReading> | 'answer' | 'down')[];

const RUNNING = { connectionStatus: 'UPDATED', isBeingAggregated: true };
const asking = (guid: string, label: string) => ({
  connectionStatus: 'CHALLENGED',
  challenges: [{ guid, type: 'TEXT' as const, label, options: [] }],
});
const ASKED = asking('CRD-city', 'What city were you born in?');
const ASKED_MORE = asking('CRD-code', 'Which code did we send you?');
const RESUMED = { connectionStatus: 'RESUMED', isBeingAggregated: true };
const CONNECTED = { connectionStatus: 'CONNECTED', isBeingAggregated: false };
const DENIED = { connectionStatus: 'DENIED', isBeingAggregated: false };

/** What MX shows the usual members. */
const LIVES: readonly Life[] = [
  [RUNNING, RUNNING, RUNNING, CONNECTED, CONNECTED],
  [RUNNING, RUNNING, ASKED, 'answer', RESUMED, RUNNING, CONNECTED, CONNECTED],
  [RUNNING, 'down', 'down', RUNNING, RUNNING, RUNNING, CONNECTED, CONNECTED],
  [RUNNING, ASKED, 'answer', RESUMED, ASKED_MORE, 'answer', RESUMED, CONNECTED, CONNECTED],
  [RUNNING, RUNNING, DENIED, DENIED],
];

const START = Date.UTC(2026, 0, 1);
const stamp = (at: number): string => new Date(at).toISOString();

/** The answer of MX to a call. */
function replyAt(
  shown: Partial<StampedReading> | 'down',
  started: number,
  at: number,
): { readonly reading: StampedReading } | { readonly fault: Fault } {
  if (shown === 'down') return { fault: { code: 'unreachable', status: 503, at } };
  const isConnected = shown.connectionStatus === CONNECTED.connectionStatus;
  return {
    reading: {
      ...{ connectionStatus: null, isBeingAggregated: true, challenges: [] },
      ...{ aggregatedAt: stamp(started), successfullyAggregatedAt: isConnected ? stamp(at) : null },
      ...shown,
      at,
    },
  };
}

/** How long a person takes to answer, and MX, in ms. */
const [THINKING, REPLYING] = [8_000, 150];

/** What happens next to a member, when, and whether it takes the next entry of its life. A wait takes none. */
function nextEvent(
  { record, effects }: Step,
  shown: Life[number],
  { started, at }: { readonly started: number; readonly at: number },
): { readonly event: StepEvent; readonly at: number; readonly isOfLife: boolean } {
  const call = effects.find(isCall);
  if (call && shown !== 'answer') {
    const reply = replyAt(shown, started, at + REPLYING);
    const type = 'fault' in reply ? 'error' : 'done';
    const event = { type, call: call.type, turn: call.turn, ...reply } as StepEvent;
    return { event, at: at + REPLYING, isOfLife: true };
  }
  if (shown === 'answer' && record.context.challenges.length > 0) {
    const answers = record.context.challenges.map(({ guid }) => ({ guid, value: 'Berlin' }));
    const event = { type: 'challenge.answer', answers, prompt: record.context.prompt } as const;
    return { event, at: at + THINKING, isOfLife: true };
  }
  const wait = effects.find((effect) => effect.type === 'wait');
  if (!wait) throw new Error(`A lifecycle stands still in ${record.state}.`);
  return { event: { type: 'elapsed', turn: wait.turn }, at: at + wait.ms, isOfLife: false };
}

/** The lines of one lifecycle. */
function* lifecycleOf(index: number, hash: TraceHash): Generator<StepLine> {
  const life = LIVES[index % LIVES.length] as Life;
  const member: MemberId = { userGuid: `USR-${index}`, memberGuid: `MBR-${index}` };
  const started = START + index * 40;
  const input = { member, job: 'aggregate' } as const;
  let [at, place, now] = [started, 0, begin(input)];
  yield traceOf(now, { type: 'begin', input }, hash, at);
  while (now.effects.every(({ type }) => type !== 'ended')) {
    const { record } = now;
    const shown = life[Math.min(place, life.length - 1)] as Life[number];
    const next = nextEvent(now, shown, { started, at });
    at = next.at;
    if (next.isOfLife) place += 1;
    now = step(record, next.event);
    yield traceOf(now, { type: 'event', event: next.event, record }, hash, at);
  }
}

/** How many members a server has at once. */
const AT_ONCE = 200;

/** The lines of a trace of a server: lifecycles without end, many of them at once, their lines interleaved. */
export function* linesOfServer(hash: TraceHash): Generator<StepLine> {
  let next = 0;
  const live = Array.from({ length: AT_ONCE }, () => lifecycleOf(next++, hash));
  for (let turn = 0; ; turn++) {
    const place = turn % AT_ONCE;
    const { value, done } = (live[place] as Generator<StepLine>).next();
    if (done) live[place] = lifecycleOf(next++, hash);
    else yield value;
  }
}
