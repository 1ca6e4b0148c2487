import type { Reading } from '@mx-member/machine';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { challenged, idle, ManualMember, running } from '../support/fake-member.ts';
import { runCount } from '../support/run-count.ts';

const RUNS = runCount(2_000);

type Judgement = 'poll' | 'ask' | 'done' | 'error';

const PROCESSING = ['CREATED', 'RECONNECTED', 'UPDATED', 'RESUMED'];
const ERRORS =
  'PREVENTED DENIED REJECTED LOCKED IMPEDED DEGRADED DISCONNECTED DISCONTINUED CLOSED DELAYED FAILED DISABLED IMPORTED EXPIRED IMPAIRED'.split(
    ' ',
  );

/**
 * What MX's own connect widget concludes from consecutive readings, with its code's order (mxenabled/connect-widget,
 * src/utilities/pollers.js). It is the reference that everybody copies.
 */
function widget(isOAuth: boolean) {
  let before: Reading | null = null;
  return (now: Reading): Judgement => {
    const last = before;
    before = now;
    const status = String(now.connectionStatus);
    if (status === 'CHALLENGED') return 'ask';
    if (PROCESSING.includes(status)) return 'poll';
    if (status === 'CONNECTED') return now.isBeingAggregated ? 'poll' : 'done';
    if (now.isBeingAggregated) return 'poll';
    if (ERRORS.includes(status)) {
      const isTwice =
        last && ERRORS.includes(String(last.connectionStatus)) && !last.isBeingAggregated;
      if (isTwice || now.errorCode !== undefined) return 'error';
      return 'poll';
    }
    if (isOAuth && !(last?.isBeingAggregated && !now.isBeingAggregated)) return 'poll';
    return 'error';
  };
}

/** The cases in which this machine concludes something else, and why. Any other difference is a bug. */
const REASONS: Record<string, (now: Reading, widget: Judgement, rule: string) => boolean> = {
  'CONNECTED can be left over from the last job, so it must be seen twice': (_, judged, rule) =>
    judged === 'done' && rule === 'connectedOnce',
  'CONNECTED with an error code is a failure': (now, judged, rule) =>
    judged === 'done' && now.errorCode !== undefined && ['failed', 'failedOnce'].includes(rule),
  'a missing is_being_aggregated is not "finished"': (now, _, rule) =>
    now.isBeingAggregated === null && rule === 'flagAbsent',
  'an answered challenge that is shown again is an echo, not a question': (_, judged, rule) =>
    judged === 'ask' && rule === 'echo',
  'CHALLENGED without a question cannot be asked': (_, judged, rule) =>
    judged === 'ask' && rule === 'noChallengeShown',
  'DELAYED and null are transient, and the limit bounds them': (
    { connectionStatus },
    judged,
    rule,
  ) => ['DELAYED', null].includes(connectionStatus) && judged === 'error' && rule === 'inProgress',
  'PENDING waits for the user, even if the input does not say that the member uses OAuth': (
    _,
    judged,
    rule,
  ) => judged === 'error' && rule === 'pending',
  'an unknown status is named and has a time limit, and is not an error': (
    { connectionStatus },
    judged,
    rule,
  ) => connectionStatus === 'BEWILDERED' && judged === 'error' && rule === 'inProgress',
  'two different errors are not the same error twice, and an error code can be old': (
    _,
    judged,
    rule,
  ) => judged === 'error' && rule === 'failedOnce',
  'an OAuth member keeps its old error until a job was seen': (_, judged, rule) =>
    (judged === 'error' || judged === 'done') && rule === 'oldError',
  'an error code decides for an unknown status': (now, judged, rule) =>
    judged !== 'error' && now.errorCode !== undefined && rule === 'failed',
};

const judgementOf = (member: ManualMember): Judgement => {
  const { state, needs } = member.view;
  if (state === 'connected') return 'done';
  if (state === 'failed') return 'error';
  return needs === 'answers' ? 'ask' : 'poll';
};

const stamps = fc.constantFrom(
  {},
  {},
  {},
  { aggregatedAt: '2026-01-01T00:00:00Z' },
  { aggregatedAt: '2026-01-02T00:00:00Z' },
);
const statuses = fc.constantFrom(
  'CREATED',
  'CONNECTED',
  'CONNECTED',
  'DENIED',
  'LOCKED',
  'DELAYED',
  'PENDING',
  'RESUMED',
  'BEWILDERED',
  null,
);
const settled = fc
  .tuple(
    statuses,
    fc.constantFrom(true, false, false, null),
    fc.constantFrom({}, {}, { errorCode: 2005 }),
    stamps,
  )
  .map(
    ([status, flag, code, at]): Reading => ({
      ...idle(status),
      isBeingAggregated: flag,
      ...code,
      ...at,
    }),
  );
const prompt = fc.constantFrom(challenged('A'), challenged('B'), running('CHALLENGED'));
const sequences = fc.array(fc.oneof({ weight: 4, arbitrary: settled }, prompt), { maxLength: 12 });

test('readings are judged as by MX’s own widget, except for the listed cases', async () => {
  const met = new Set<string>();
  await fc.assert(
    fc.asyncProperty(sequences, fc.boolean(), async (sequence, oauth) => {
      const judge = widget(oauth);
      // An OAuth member was just created. Another member gets a job.
      const member = await new ManualMember({ oauth, job: oauth ? null : 'aggregate' }).start();
      if (!oauth) await member.reply(running('CREATED', { aggregatedAt: null }));
      for (const reading of sequence) {
        await member.clock.run(70_000);
        await member.reply(reading);
        // The widget does not detect stale readings. Here they are ignored.
        if (member.view.rule === 'stale') continue;
        const theirs = judge(reading);
        const ours = judgementOf(member);
        if (theirs === ours) {
          if (ours === 'done' || ours === 'error') return;
          if (ours === 'ask') {
            const answers = member.view.challenges.map(({ guid }) => ({ guid, value: 'x' }));
            await member.send({ type: 'challenge.answer', answers, prompt: member.view.prompt });
            await member.reply(running('RESUMED'));
          }
          continue;
        }
        const { rule } = member.view;
        const reasons = Object.keys(REASONS).filter((name) =>
          REASONS[name]?.(reading, theirs, rule),
        );
        expect(
          reasons,
          `${JSON.stringify(reading)}: the widget ${theirs}, we ${ours} (${rule})`,
        ).not.toEqual([]);
        for (const name of reasons) met.add(name);
        return;
      }
    }),
    { numRuns: RUNS },
  );
  expect(Object.keys(REASONS).filter((name) => !met.has(name))).toEqual([]);
});
