import type { Answer, AnswersRequest, CallEffect, Reading } from '@mx-member/machine';
import { begin, MxError, makeCall } from '@mx-member/machine/step';
import { describe, expect, test, vi } from 'vitest';
import { MEMBER, running } from '../support/fake-member.ts';
import { releaseTime, stopTime } from '../support/fake-timers.ts';

const effect: CallEffect = { type: 'readStatus', turn: 3, member: MEMBER, expects: 'any' };

/** A clock that returns these times in turn. */
const clock = (...times: readonly number[]) => {
  const left = [...times];
  return () => left.shift() ?? Number.NaN;
};

/** The event of a call, and the arguments of `onError`. */
async function report(send: () => Promise<Reading>, signal?: AbortSignal) {
  const mistakes: unknown[] = [];
  const port = { startJob: send, readStatus: send, submitAnswers: send };
  const event = await makeCall(port, effect, {
    now: clock(1_000.4, 3_000.6),
    ...(signal && { signal }),
    onError: (...mistake) => mistakes.push(mistake),
  });
  return { event, mistakes };
}
const rejects = (thrown: unknown) => () => Promise.reject(thrown);

describe('the event of a call', () => {
  test('has the reading, the time of its arrival, and its duration', async () => {
    expect(await report(async () => running('CREATED'))).toEqual({
      event: {
        type: 'done',
        call: 'readStatus',
        turn: 3,
        reading: { ...running('CREATED'), at: 3_001, took: 2_000 },
      },
      mistakes: [],
    });
  });

  test('has a duration that a clock which is set during the call does not change', async () => {
    stopTime();
    try {
      const send = async () => {
        vi.setSystemTime(Date.now() + 3_600_000);
        return running('CREATED');
      };
      const port = { startJob: send, readStatus: send, submitAnswers: send };
      const event = await makeCall(port, effect);
      expect(event).toMatchObject({ type: 'done', reading: { at: Date.now() } });
      expect(event).not.toHaveProperty('reading.took');
    } finally {
      releaseTime();
    }
  });

  test('has a fault of MX without calling onError', async () => {
    const { event, mistakes } = await report(rejects(new MxError('unreachable', { status: 503 })));
    const fault = { code: 'unreachable', status: 503, at: 3_001 };
    expect(event).toEqual({ type: 'error', call: 'readStatus', turn: 3, fault });
    expect(mistakes).toEqual([]);
  });

  test('has an unexpected error as a fault, and onError gets the error', async () => {
    const thrown = new TypeError('x is not a function');
    const { event, mistakes } = await report(rejects(thrown));
    expect(event).toMatchObject({ type: 'error', fault: { code: 'unexpected', at: 3_001 } });
    expect(mistakes).toEqual([[thrown, 'readStatus']]);
  });

  test('names the invalid field of a reading, and onError gets the error', async () => {
    const { event, mistakes } = await report(async () => ({ member: {} }) as unknown as Reading);
    const path = 'reading.connectionStatus';
    expect(event).toMatchObject({ type: 'error', fault: { code: 'badReturn', path } });
    const message = `What the port returns is not a reading: ${path}.`;
    expect(mistakes).toEqual([[new MxError('badReturn', { path, message }), 'readStatus']]);
  });

  test('does not call onError for an aborted call', async () => {
    const { event, mistakes } = await report(rejects(new Error('stopped')), AbortSignal.abort());
    expect(event).toMatchObject({ type: 'error', fault: { code: 'unexpected' } });
    expect(mistakes).toEqual([]);
  });

  test('is the same if send throws before it returns a promise', async () => {
    const { event } = await report(() => {
      throw new MxError('notSent');
    });
    expect(event).toMatchObject({ type: 'error', fault: { code: 'notSent' } });
  });
});

describe('a call of a port', () => {
  const asked: unknown[] = [];
  const start: CallEffect = {
    type: 'startJob',
    turn: 1,
    member: MEMBER,
    job: 'verify',
    notAfter: 5,
  };
  class Port {
    readonly #reading = running('CREATED');
    startJob = (...args: readonly unknown[]) => {
      asked.push(args);
      return Promise.reject(new MxError('conflict'));
    };
    submitAnswers = this.startJob;
    readStatus(...args: readonly unknown[]): Promise<Reading> {
      asked.push(args);
      return Promise.resolve(this.#reading);
    }
  }

  test('calls the method of that name on the port, with its request and the signal', async () => {
    const { signal } = new AbortController();
    const port = new Port();
    expect(await makeCall(port, effect, { signal, now: () => 5 })).toEqual({
      type: 'done',
      call: 'readStatus',
      turn: 3,
      reading: { ...running('CREATED'), at: 5 },
    });
    await makeCall(port, effect, { priority: 1 });
    await makeCall(port, effect);
    const request = { member: MEMBER, expects: 'any' };
    // An option that is not given is not there, not even as `undefined`.
    expect(asked).toStrictEqual([
      [request, { signal }],
      [request, { priority: 1 }],
      [request, {}],
    ]);
    const broken = { ...port, readStatus: () => Promise.reject(new TypeError('x')) };
    expect(await makeCall(broken, effect)).toMatchObject({ fault: { code: 'unexpected' } });
    expect(await makeCall(port, start, { now: () => 5 })).toMatchObject({
      call: 'startJob',
      fault: { code: 'conflict' },
    });
    expect(asked.at(-1)).toEqual([{ member: MEMBER, job: 'verify', notAfter: 5 }, {}]);
  });

  test('does not send a start whose time has passed', async () => {
    const before = asked.length;
    expect(await makeCall(new Port(), start, { now: () => 6 })).toMatchObject({
      fault: { code: 'notSent', at: 6 },
    });
    expect(asked).toHaveLength(before);
  });

  test('hides answers and their record from serialization of the request', async () => {
    const requests: AnswersRequest[] = [];
    const submitAnswers = async (request: AnswersRequest) => {
      requests.push(request);
      return running('RESUMED');
    };
    const port = { ...new Port(), readStatus: async () => running('CREATED'), submitAnswers };
    const { record } = begin({ member: MEMBER, job: 'aggregate' });
    const answering = (answers: readonly Answer[]): CallEffect => ({
      type: 'submitAnswers',
      turn: 4,
      member: MEMBER,
      answers,
    });
    await makeCall(port, answering([{ guid: 'A', value: 'sesame' }]), { record });
    await makeCall(port, answering([{ guid: 'A', sealed: 'ey' }]));
    expect(requests.map(({ answers }) => answers)).toEqual([
      [{ guid: 'A', value: 'sesame' }],
      [{ guid: 'A', sealed: 'ey' }],
    ]);
    expect(requests.map((request) => request.record)).toEqual([record, undefined]);
    expect(requests.map((request) => JSON.parse(JSON.stringify(request)))).toEqual([
      { member: MEMBER },
      { member: MEMBER, answers: [{ guid: 'A', sealed: 'ey' }] },
    ]);
  });
});

test('arguments in the wrong order are refused, and so is an effect that is not a call', () => {
  const send = async () => running('CREATED');
  const port = { startJob: send, readStatus: send, submitAnswers: send };
  expect(() => makeCall(effect as never, { port } as never)).toThrow(
    new TypeError('makeCall: The first argument must be a MemberPort: makeCall(port, effect).'),
  );
  expect(() => makeCall(port, { type: 'wait', turn: 3, ms: 1_000 } as never)).toThrow(
    new TypeError('makeCall: The second argument must be an effect for which isCall is true.'),
  );
});
