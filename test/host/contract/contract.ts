import type { MemberHost } from '@mx-member/machine/hosting';
import type { MemberId, MemberPort, MemberRecord, MemberView } from '@mx-member/machine/step';
import type { StepTracer } from '@mx-member/machine/trace';
import { describe, expect, test } from 'vitest';
import { Bank, type BankOptions, memberOf } from '../../support/bank.ts';
import { traced } from './traced.ts';

/** The requirements of every `MemberHost`, wherever its members run. */

/** An outcome as `onEnded` received it. */
export interface End {
  readonly member: MemberId;
  readonly view: MemberView;
}

/** A change of a member's stored record. */
export interface Spoil {
  readonly member: MemberId;
  readonly change: (record: MemberRecord) => object;
}

/** A host under test, and its time. */
export interface Subject {
  /** Opens the host on its store. An outcome is not acknowledged if `onEnded` throws. */
  open(port: MemberPort, onEnded: (end: End) => void): Promise<MemberHost>;
  /**
   * Opens another host on the same store after a crash: the previous host was not closed.
   *
   * @param spoil Changes the stored record of a member in between.
   */
  crash(port: MemberPort, onEnded: (end: End) => void, spoil?: Spoil): Promise<MemberHost>;
  /** Lets `ms` pass, or less if a condition becomes true earlier. */
  pass(ms: number, isOver?: () => boolean): Promise<void>;
  /** Removes everything. */
  remove(): Promise<void>;
}

const MEMBER = memberOf(1);
const INPUT = { member: MEMBER, job: 'aggregate' } as const;

/** The record of {@link MEMBER} as another version would write it. */
const OF_ANOTHER_VERSION: Spoil = {
  member: MEMBER,
  change: (record) => ({ ...record, schema: record.schema + 1 }),
};

/** Differences between hosts. */
export interface ContractOptions {
  /** Whether time is real. The tests then run concurrently. @default false */
  readonly isInRealTime?: boolean;
  /**
   * Whether a crash loses waits, so that MX must be polled before a question is shown again. Otherwise the question
   * stays shown. @default true
   */
  readonly losesWaits?: boolean;
}

/**
 * Runs the promises against a host. Of each test a trace is written, and it replays valid.
 * @param create Each test has a subject of its own, whose hosts write the trace.
 */
export function contract(
  name: string,
  create: (trace: StepTracer) => Promise<Subject>,
  { isInRealTime = false, losesWaits = true }: ContractOptions = {},
): void {
  describe(name, { concurrent: isInRealTime }, () => {
    /** Runs a test with a host at a bank, and cleans up. */
    const withHost =
      (options: BankOptions, run: (tools: Tools) => Promise<void>) => async (): Promise<void> => {
        const { trace, expectValid } = traced();
        const subject = await create(trace);
        const tools = await toolsOf(subject, new Bank(options));
        try {
          await run(tools);
        } finally {
          await tools.host.close();
          await subject.remove();
        }
        expectValid();
      };

    test(
      'a member goes through two rounds to connected, and its outcome is reported until acknowledged',
      withHost({ rounds: 2 }, async (tools) => {
        await tools.host.start(INPUT);
        for (const round of [1, 2]) {
          const view = await tools.until(({ needs }) => needs === 'answers');
          expect(view).toMatchObject({ state: 'challenged', round });
          const answered = await tools.answer(view);
          expect(answered).toMatchObject({ problems: [], view: { state: 'resumed', busy: true } });
        }
        const end = await tools.until(({ outcome }) => outcome !== null);
        expect(end).toMatchObject({ state: 'connected', outcome: { fresh: true } });
        await tools.pass(100);
        expect(tools.ends).toEqual([{ member: MEMBER, view: end }]);
        expect(tools.bank.received.map(({ value }) => value)).toEqual(['correct', 'correct']);
        expect(tools.bank.startsOf(MEMBER)).toBe(1);
      }),
    );

    test(
      'a start while a lifecycle runs returns its view and starts nothing',
      withHost({}, async (tools) => {
        const [first, second] = await Promise.all([
          tools.host.start(INPUT),
          tools.host.start(INPUT),
        ]);
        expect(second.revision).toBe(first.revision);
        await tools.until(({ needs }) => needs === 'answers');
        expect(await tools.host.start(INPUT)).toMatchObject({ needs: 'answers' });
        expect(tools.bank.startsOf(MEMBER)).toBe(1);
      }),
    );

    test(
      'another job while one runs is refused as busy',
      withHost({}, async (tools) => {
        await tools.host.start(INPUT);
        await expect(tools.host.start({ ...INPUT, job: 'verify' })).rejects.toMatchObject({
          name: 'HostError',
          code: 'busy',
        });
      }),
    );

    test(
      'after an outcome the same start returns the outcome, and with its revision it begins again',
      withHost({ rounds: 0 }, async (tools) => {
        await tools.host.start(INPUT);
        const end = await tools.until(({ outcome }) => outcome !== null);
        expect(await tools.host.start(INPUT)).toEqual(end);
        expect(await tools.host.start(INPUT, { after: end.revision - 1 })).toEqual(end);
        expect(tools.bank.startsOf(MEMBER)).toBe(1);
        const again = await tools.host.start(INPUT, { after: end.revision });
        expect(again).toMatchObject({ state: 'aggregating', outcome: null });
        expect(again.revision).toBeGreaterThan(end.revision);
        // Repeats the request, as after a lost reply.
        expect(await tools.host.start(INPUT, { after: end.revision })).toMatchObject({
          outcome: null,
        });
        await tools.until(({ outcome }) => outcome !== null);
        expect(tools.bank.startsOf(MEMBER)).toBe(2);
      }),
    );

    test(
      'an invalid input is refused as invalid',
      withHost({}, async (tools) => {
        const bad = { ...INPUT, job: 'rob' } as never;
        await expect(tools.host.start(bad)).rejects.toMatchObject({ code: 'invalid' });
        await expect(tools.host.start(null as never)).rejects.toMatchObject({ code: 'invalid' });
      }),
    );

    test(
      'a member that was never started is not found',
      withHost({}, async ({ host }) => {
        const notFound = { name: 'HostError', code: 'notFound' };
        const given = { answers: [], prompt: 1 };
        await expect(host.view(MEMBER)).rejects.toMatchObject(notFound);
        await expect(host.next(MEMBER, { revision: 1 })).rejects.toMatchObject(notFound);
        await expect(host.hint(MEMBER)).rejects.toMatchObject(notFound);
        await expect(host.cancel(MEMBER)).rejects.toMatchObject(notFound);
        await expect(host.answer(MEMBER, given)).rejects.toMatchObject(notFound);
      }),
    );

    test(
      'ids with any characters are kept apart',
      withHost({}, async ({ host }) => {
        await host.start({ ...INPUT, member: { userGuid: 'a","b', memberGuid: 'c' } });
        const other = { userGuid: 'a', memberGuid: 'b","c' };
        await expect(host.view(other)).rejects.toMatchObject({ code: 'notFound' });
      }),
    );

    test(
      'an answer that is sent three times at once arrives once',
      withHost({}, async (tools) => {
        await tools.host.start(INPUT);
        const view = await tools.until(({ needs }) => needs === 'answers');
        const results = await Promise.all([1, 2, 3].map(() => tools.answer(view)));
        // Over a network any of them can be first.
        const codes = results.map(({ problems }) => problems.map(({ code }) => code));
        expect(codes.toSorted((a, b) => a.length - b.length)).toEqual([
          [],
          ['superseded'],
          ['superseded'],
        ]);
        await tools.until(({ outcome }) => outcome !== null);
        expect(tools.bank.received).toHaveLength(1);
      }),
    );

    test(
      'an invalid answer is refused with a reason, and nothing is sent',
      withHost({}, async (tools) => {
        await tools.host.start(INPUT);
        const view = await tools.until(({ needs }) => needs === 'answers');
        const { prompt } = view;
        const none = await tools.host.answer(MEMBER, { answers: [], prompt });
        expect(none.problems).toMatchObject([{ code: 'missing' }]);
        expect(none.view.problems).toEqual(none.problems);
        const empty = await tools.answer(view, ' ');
        expect(empty.problems).toMatchObject([{ code: 'empty' }]);
        const given = { answers: [], prompt: 'one' } as never;
        await expect(tools.host.answer(MEMBER, given)).rejects.toMatchObject({ code: 'invalid' });
        expect(tools.bank.received).toEqual([]);
      }),
    );

    test(
      'an answer to an earlier prompt is superseded, even after the outcome',
      withHost({ rounds: 2 }, async (tools) => {
        await tools.host.start(INPUT);
        const first = await tools.until(({ needs }) => needs === 'answers');
        await tools.answer(first);
        const second = await tools.until(({ needs, round }) => needs === 'answers' && round === 2);
        expect((await tools.answer(first)).problems).toMatchObject([{ code: 'superseded' }]);
        await tools.answer(second);
        await tools.until(({ outcome }) => outcome !== null);
        const late = await tools.answer(second);
        expect(late.problems.map(({ code }) => code)).toEqual(['superseded']);
        expect(late.view.state).toBe('connected');
        expect(tools.bank.received).toHaveLength(2);
      }),
    );

    test(
      'a hint polls at once',
      withHost({}, async (tools) => {
        await tools.host.start(INPUT);
        await tools.until(({ needs }) => needs === 'answers');
        const before = tools.bank.calls.length;
        await tools.host.hint(MEMBER);
        // Without the hint, the next poll would be after 20 s.
        await tools.pass(10_000, () => tools.bank.calls.length > before);
        expect(tools.bank.calls.length).toBe(before + 1);
      }),
    );

    test(
      'a cancelled member has failed and is no longer polled',
      withHost({}, async (tools) => {
        await tools.host.start(INPUT);
        const end = await tools.host.cancel(MEMBER);
        expect(end).toMatchObject({ state: 'failed', outcome: { reason: 'cancelled' } });
        expect(await tools.host.cancel(MEMBER)).toEqual(end);
        expect(await tools.host.view(MEMBER)).toEqual(end);
        const { length } = tools.bank.calls;
        // The next poll would be within 5 s.
        await tools.pass(10_000);
        expect(tools.bank.calls).toHaveLength(length);
        expect(tools.ends).toEqual([{ member: MEMBER, view: end }]);
      }),
    );

    test(
      'next waits for another revision, and returns the same view when the wait has passed',
      withHost({ step: 5_000 }, async (tools) => {
        const { revision } = await tools.host.start(INPUT);
        const [shown] = await tools.during(tools.host.next(MEMBER, { revision, wait: 30_000 }));
        expect(shown.revision).not.toBe(revision);
        const question = await tools.until(({ needs }) => needs === 'answers');
        const [same, took] = await tools.during(
          tools.host.next(MEMBER, { revision: question.revision, wait: 2_000 }),
        );
        expect(same.revision).toBe(question.revision);
        expect(took).toBeGreaterThanOrEqual(2_000);
        const [old] = await tools.during(tools.host.next(MEMBER, { revision: 0 }));
        expect(old.revision).toBe(question.revision);
      }),
    );

    test(
      'next rejects when its signal aborts, and when the host is closed',
      withHost({ step: 60_000 }, async (tools) => {
        await tools.host.start(INPUT);
        await tools.pass(5_000);
        const { revision } = await tools.host.view(MEMBER);
        const abort = new AbortController();
        const aborted = tools.host.next(MEMBER, { revision, signal: abort.signal });
        abort.abort(new Error('enough'));
        await expect(aborted).rejects.toThrow('enough');
        const waiting = tools.host.next(MEMBER, { revision });
        const ended = expect(waiting).rejects.toMatchObject({ code: 'closed' });
        await tools.host.close();
        await ended;
        await expect(tools.host.view(MEMBER)).rejects.toMatchObject({ code: 'closed' });
        await expect(tools.host.start(INPUT)).rejects.toMatchObject({ code: 'closed' });
      }),
    );

    test(
      'after a crash a question is shown only after a poll, and the answer arrives once',
      withHost({ step: 2_000 }, async (tools) => {
        await tools.host.start(INPUT);
        const view = await tools.until(({ needs }) => needs === 'answers');
        await tools.crash();
        // The answer waits for the first poll.
        const [answered] = await tools.during(tools.answer(view));
        expect(answered.problems).toEqual([]);
        const end = await tools.until(({ outcome }) => outcome !== null);
        expect(end.revision).toBeGreaterThan(view.revision);
        expect(end.state).toBe('connected');
        expect(tools.bank.received).toHaveLength(1);
        expect(tools.bank.startsOf(MEMBER)).toBe(1);
      }),
    );

    if (losesWaits)
      test(
        'while MX is down after a crash an answer is refused as notYet',
        withHost({}, async (tools) => {
          await tools.host.start(INPUT);
          const view = await tools.until(({ needs }) => needs === 'answers');
          tools.bank.fault = new Error('down');
          await tools.crash();
          expect(await tools.host.view(MEMBER)).toMatchObject({ needs: null, busy: true });
          const [answered, took] = await tools.during(tools.answer(view));
          expect(answered.problems).toMatchObject([{ code: 'notYet' }]);
          expect(took).toBeGreaterThanOrEqual(10_000);
          expect(tools.bank.received).toEqual([]);
        }),
      );

    test(
      'a record of another version makes every call reject as unreadable, and is not changed',
      withHost({}, async (tools) => {
        await tools.host.start(INPUT);
        const view = await tools.until(({ needs }) => needs === 'answers');
        await tools.crash(OF_ANOTHER_VERSION);
        const { length } = tools.bank.calls;
        const unreadable = { name: 'HostError', code: 'unreadable' };
        await expect(tools.host.view(MEMBER)).rejects.toMatchObject(unreadable);
        await expect(tools.host.next(MEMBER, view)).rejects.toMatchObject(unreadable);
        await expect(tools.host.hint(MEMBER)).rejects.toMatchObject(unreadable);
        await expect(tools.host.cancel(MEMBER)).rejects.toMatchObject(unreadable);
        await expect(tools.answer(view)).rejects.toMatchObject(unreadable);
        await expect(tools.host.start(INPUT)).rejects.toMatchObject(unreadable);
        await tools.pass(5_000);
        expect(tools.bank.calls).toHaveLength(length);
      }),
    );

    test(
      'a start that replaces an unreadable record follows an open question, and starts nothing',
      withHost({}, async (tools) => {
        await tools.host.start(INPUT);
        const view = await tools.until(({ needs }) => needs === 'answers');
        await tools.crash(OF_ANOTHER_VERSION);
        const begun = await tools.host.start(INPUT, { replace: true });
        expect(begun.revision).toBeGreaterThan(view.revision);
        const again = await tools.until(({ needs }) => needs === 'answers');
        expect((await tools.answer(again)).problems).toEqual([]);
        const end = await tools.until(({ outcome }) => outcome !== null);
        expect(end).toMatchObject({ state: 'connected', outcome: { fresh: false } });
        expect(tools.bank.startsOf(MEMBER)).toBe(1);
        expect(tools.bank.received).toHaveLength(1);
      }),
    );

    test(
      'a start that replaces an unreadable record polls first, and starts the job if none runs',
      withHost({ rounds: 0 }, async (tools) => {
        await tools.host.start(INPUT);
        const end = await tools.until(({ outcome }) => outcome !== null);
        await tools.crash(OF_ANOTHER_VERSION);
        const { length } = tools.bank.calls;
        await tools.host.start(INPUT, { replace: true });
        const second = await tools.until(({ outcome }) => outcome !== null);
        expect(second.revision).toBeGreaterThan(end.revision);
        const calls = tools.bank.calls.slice(length).map(({ call }) => call);
        expect(calls.slice(0, 2)).toEqual(['readStatus', 'startJob']);
        expect(tools.bank.startsOf(MEMBER)).toBe(2);
        // A readable record is not replaced.
        expect(await tools.host.start(INPUT, { replace: true })).toEqual(second);
      }),
    );

    test(
      'an outcome that was not acknowledged is reported again after a restart, even if the member was started again',
      withHost({ rounds: 0 }, async (tools) => {
        tools.acknowledges = false;
        await tools.host.start(INPUT);
        const end = await tools.until(({ outcome }) => outcome !== null);
        await tools.pass(100);
        await tools.host.start(INPUT, { after: end.revision });
        tools.acknowledges = true;
        tools.ends.length = 0;
        await tools.crash();
        await tools.pass(PATIENCE, () => tools.ends.length > 0);
        expect(tools.ends).toEqual([{ member: MEMBER, view: end }]);
        const second = await tools.until(({ outcome }) => outcome !== null);
        await tools.pass(100);
        await tools.crash();
        await tools.pass(5_000);
        expect(tools.ends).toEqual([
          { member: MEMBER, view: end },
          { member: MEMBER, view: second },
        ]);
        expect(await tools.host.view(MEMBER)).toEqual(second);
      }),
    );
  });
}

/** A host at a bank, and the actions of tests. */
interface Tools {
  readonly host: MemberHost;
  readonly bank: Bank;
  readonly ends: End[];
  /** Whether `onEnded` resolves. */
  acknowledges: boolean;
  readonly pass: Subject['pass'];
  /** The host crashes, and another one continues. */
  crash(spoil?: Spoil): Promise<void>;
  /** Lets time pass until the view matches. */
  until(isSo: (view: MemberView) => boolean): Promise<MemberView>;
  answer(view: MemberView, value?: string): ReturnType<MemberHost['answer']>;
  /** Lets time pass until the promise settles. @returns Its value, and how long it took. */
  during<Value>(promise: Promise<Value>): Promise<readonly [Value, number]>;
}

/** How long a test waits before it fails, in ms. */
const PATIENCE = 120_000;

async function toolsOf(subject: Subject, bank: Bank): Promise<Tools> {
  const ends: End[] = [];
  const onEnded = (end: End) => {
    ends.push(end);
    if (!tools.acknowledges) throw new Error('not acknowledged');
  };
  let host = await subject.open(bank, onEnded);
  const during: Tools['during'] = async (promise) => {
    const from = Date.now();
    let isOver = false;
    const ended = promise.finally(() => {
      isOver = true;
    });
    ended.catch(() => {});
    await subject.pass(PATIENCE, () => isOver);
    return [await ended, Date.now() - from] as const;
  };
  const tools: Tools = {
    get host() {
      return host;
    },
    bank,
    ends,
    acknowledges: true,
    pass: subject.pass,
    crash: async (spoil) => {
      host = await subject.crash(bank, onEnded, spoil);
    },
    async until(isSo) {
      const follow = async () => {
        let view = await host.view(MEMBER);
        while (!isSo(view)) view = await host.next(MEMBER, { revision: view.revision });
        return view;
      };
      return (await during(follow()))[0];
    },
    answer: ({ challenges, prompt }, value = 'correct') =>
      host.answer(MEMBER, { answers: challenges.map(({ guid }) => ({ guid, value })), prompt }),
    during,
  };
  return tools;
}
