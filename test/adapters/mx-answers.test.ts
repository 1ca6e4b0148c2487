import { expect, test, vi } from 'vitest';
import { fakeMx, MEMBER, member } from '../support/fake-mx.ts';

const RESUMED = member({ connection_status: 'RESUMED', is_being_aggregated: true }, 202);

test('answers are sent with the guids of their questions, as the machine has resolved them', async () => {
  const { mx, sent } = fakeMx([RESUMED]);
  const answers = [
    { guid: 'CRD-1', value: 'sms' },
    { guid: 'CRD-2', value: 'Text message' },
  ];
  await mx.submitAnswers({ member: MEMBER, answers });
  expect(sent.map(({ body }) => body)).toEqual([{ member: { challenges: answers } }]);
});

test('a sealed answer is opened just before it is sent, for its member and question', async () => {
  const opened: unknown[] = [];
  const { mx, sent } = fakeMx([RESUMED], {
    open: async (sealed, sealedFor) => {
      opened.push(sealedFor);
      return sealed.replace('sealed:', '');
    },
  });
  await mx.submitAnswers({ member: MEMBER, answers: [{ guid: 'CRD-1', sealed: 'sealed:Call' }] });
  expect(sent[0]?.body).toEqual({ member: { challenges: [{ guid: 'CRD-1', value: 'Call' }] } });
  expect(opened).toEqual([{ member: MEMBER, guid: 'CRD-1', signal: expect.any(AbortSignal) }]);
});

test('a sealed answer that cannot be opened is not sent, and the error says so without quoting it', async () => {
  const answers = [{ guid: 'CRD-1', sealed: 'SECRET' }];
  for (const open of [undefined, () => Promise.reject(new Error('SECRET'))]) {
    const { mx, sent } = fakeMx([RESUMED], open ? { open } : {});
    const error: unknown = await mx.submitAnswers({ member: MEMBER, answers }).catch((one) => one);
    expect(error).toMatchObject({
      code: 'notSent',
      message: expect.stringMatching(open ? /not be opened/ : /`open` function/),
    });
    expect(JSON.stringify(error) + String(error)).not.toContain('SECRET');
    expect(sent).toEqual([]);
  }
});

test('a sealed answer that is not opened in time is not sent, and the opening is aborted', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    let given: AbortSignal | undefined;
    const { mx, sent } = fakeMx([RESUMED], {
      timeout: 5000,
      open: (_, { signal }) => {
        given = signal;
        return new Promise(() => undefined);
      },
    });
    const answers = [{ guid: 'CRD-1', sealed: 'SECRET' }];
    const ended = expect(mx.submitAnswers({ member: MEMBER, answers })).rejects.toMatchObject({
      code: 'notSent',
    });
    await vi.advanceTimersByTimeAsync(5000);
    await ended;
    expect(given?.aborted).toBe(true);
    expect(sent).toEqual([]);
  } finally {
    vi.useRealTimers();
  }
});
