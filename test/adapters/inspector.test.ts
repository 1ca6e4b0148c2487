import { inspectMember } from '@mx-member/adapters/inspector';
import { describedMachine, MxError, memberMachine } from '@mx-member/machine';
import { createInspector } from '@statelyai/inspect';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type AnyStateNode, createActor, createMachine, type InspectionEvent } from 'xstate';
import {
  challenged,
  idle,
  inOrder,
  MEMBER,
  question,
  running,
  startMember,
} from '../support/fake-member.ts';
import { messagesOf, tell } from '../support/inspection.ts';
import { runCount } from '../support/run-count.ts';
import { SECRET, walked, walks } from '../support/walks.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

/** A member that is asked twice and then connected. */
async function asked() {
  const member = await startMember({
    read: inOrder(challenged('CRD-1'), challenged('CRD-2'), idle('CONNECTED')),
  });
  await member.run(2_000);
  return member;
}

const texts = (messages: readonly unknown[]) => messages.map((message) => JSON.stringify(message));

/** The outermost state in a snapshot of the member. */
const stateOf = (snapshot: object): unknown => {
  const { value } = snapshot as { value?: string | object };
  return typeof value === 'object' ? Object.keys(value)[0] : value;
};

describe('an inspector', () => {
  test('gets the whole lifecycle, of the machine and of each call', async () => {
    const member = await asked();
    const messages = messagesOf(member);
    await member.answer();
    await member.run(5_000);
    await member.answer();
    await member.run(7_000);
    tell();
    expect(member.view.state).toBe('connected');
    const names = messages.flatMap((message) => ('name' in message ? [message.name] : []));
    expect(names).toEqual([
      'mxMember',
      'readStatus',
      'startJob',
      'readStatus',
      'submitAnswers',
      'readStatus',
      'submitAnswers',
      'readStatus',
      'readStatus',
    ]);
    const states = messages.flatMap((message) =>
      message.type === '@xstate.snapshot' && message.sessionId === messages[0]?.sessionId
        ? [stateOf(message.snapshot)]
        : [],
    );
    expect(states.filter((state, index) => state !== states[index - 1])).toEqual([
      'aggregating',
      'challenged',
      'resumed',
      'challenged',
      'resumed',
      'connected',
    ]);
  });

  test('gets the rule that decided, and its sentence, in the event of each snapshot', async () => {
    const member = await asked();
    const messages = messagesOf(member);
    await member.answer();
    await member.run(5_000);
    tell();
    const decisions = messages.flatMap((message) =>
      message.type === '@xstate.snapshot' && message.sessionId === messages[0]?.sessionId
        ? [Object(message.event)]
        : [],
    );
    expect(decisions.length).toBeGreaterThan(3);
    expect(decisions.at(-1)).toMatchObject({
      type: expect.any(String),
      decidedBy: 'challenge',
      because: 'If CHALLENGED with a question whose answer MX has not accepted: challenged.',
    });
  });

  test('first gets the whole machine, with a description of each state and transition', async () => {
    const messages = messagesOf(await startMember({ read: () => running('CREATED') }));
    tell();
    const [first] = messages;
    const definition = JSON.parse(first && 'definition' in first ? (first.definition ?? '') : '');
    const named = (_: string, value: unknown) =>
      typeof value === 'function' ? { type: value.name } : value;
    expect(definition).toEqual(JSON.parse(JSON.stringify(describedMachine.config, named)));
    const visit = (node: AnyStateNode): void => {
      const config = node.path.reduce((inner, key) => inner.states[key], definition);
      expect([node.id, config.description]).toEqual([node.id, expect.stringMatching(/\.$/)]);
      Object.values(node.states).forEach(visit);
    };
    visit(memberMachine.root);
  });

  test('gets questions in readable form, and options without their values', async () => {
    const options = [{ guid: 'CRO-1', label: 'Home', value: 'home-value' }];
    const dataUri = `data:image/png;base64,${'A'.repeat(999)}`;
    const challenges = [
      question('CRD-1', { type: 'OPTIONS', options }),
      question('CRD-2', { type: 'IMAGE_DATA', imageData: dataUri }),
    ];
    const member = await startMember({ read: () => running('CHALLENGED', { challenges }) });
    const messages = messagesOf(member);
    await member.run(2_000);
    tell();
    const last = messages.findLast(({ sessionId }) => sessionId === messages[0]?.sessionId);
    expect(last).toMatchObject({
      snapshot: {
        value: { challenged: 'waiting' },
        context: {
          member: MEMBER,
          challenges: [
            {
              type: 'OPTIONS',
              label: 'Question CRD-1?',
              options: [{ guid: 'CRO-1', label: 'Home', value: '[hidden]' }],
            },
            { type: 'IMAGE_DATA', imageData: '[image/png, 999 characters]' },
          ],
        },
      },
    });
  });

  test('gets numbers instead of guids in every message if guids are hidden', async () => {
    const ids = { userGuid: 'USR-1', memberGuid: 'an-id-of-our-own' };
    const member = await startMember(
      { read: inOrder(challenged('CRD-1'), idle('DENIED')) },
      { member: ids },
    );
    const messages = messagesOf(member, { hideGuids: true });
    await member.run(2_000);
    await member.answer();
    await member.run(9_000);
    tell();
    expect(member.view.state).toBe('failed');
    const all = texts(messages).join('\n');
    expect(all).not.toMatch(/USR-1|an-id-of-our-own/);
    expect(all).toContain('"userGuid":"[user 1]"');
    expect(new Set(all.match(/\[(user|member) \d+\]/g))).toEqual(
      new Set(['[user 1]', '[member 1]']),
    );
  });
});

describe('an answer is never shown', () => {
  test('whatever happens, in any order', async () => {
    const anyWalk = fc.asyncProperty(walks, async (walk) => {
      const messages = messagesOf(await walked(walk));
      tell();
      expect(messages.length).toBeGreaterThan(4);
      expect(texts(messages).join()).not.toContain(SECRET);
    });
    await fc.assert(anyWalk, { numRuns: runCount(50) });
  });

  test('whatever its form, whether or not it is valid, and whether or not MX accepts it', async () => {
    const forms = fc.constantFrom<unknown>(
      [{ guid: 'CRD-1', value: SECRET }],
      [{ guid: 'CRD-1', sealed: SECRET }],
      [{ guid: SECRET, value: SECRET }],
      [SECRET],
      { [SECRET]: SECRET },
      SECRET,
    );
    const submits = fc.constantFrom(
      () => running('RESUMED'),
      () => Promise.reject(new MxError('badRequest')),
      () => Promise.reject(new MxError('unreachable')),
      () => Promise.reject(new Error('no MxError')),
    );
    const anyAnswer = fc.asyncProperty(forms, submits, async (answers, submit) => {
      const member = await startMember({ read: () => challenged('CRD-1'), submit });
      const messages = messagesOf(member);
      await member.run(2_000);
      // A host in plain JavaScript can send this.
      member.send({ type: 'challenge.answer', answers: answers as [], prompt: 1 });
      await member.run(5_000);
      tell();
      expect(texts(messages).join()).toContain('"answers":"[hidden]"');
      expect(texts(messages).join()).not.toContain(SECRET);
    });
    await fc.assert(anyAnswer, { numRuns: runCount(50) });
  });
});

test('a parent machine can have a state `credentials`, and its definition is shown in full', () => {
  const states = { credentials: { on: { next: 'value' } }, value: { description: 'Bearer x' } };
  const machine = createMachine({ id: 'host', initial: 'credentials', states });
  const inspected: InspectionEvent[] = [];
  const actor = createActor(machine, { inspect: (event) => inspected.push(event) }).start();
  const messages = messagesOf({ actor, inspected });
  tell();
  const [first] = messages;
  expect(JSON.parse(first && 'definition' in first ? (first.definition ?? '') : '')).toEqual({
    ...machine.config,
    states: { ...states, value: { description: 'Bearer [hidden]' } },
  });
});

test('an inspector keeps its options, and searches the result of its own serialize for secrets', async () => {
  const member = await asked();
  const send = vi.fn();
  const { inspect } = inspectMember((options) => createInspector({ send }, options), {
    filter: ({ type }) => type === '@xstate.event',
    serialize: (event) => Object.assign(event, { note: 'Bearer SECRET-1' }),
  });
  for (const event of member.inspected) inspect.next?.(event);
  tell();
  expect(send.mock.calls.length).toBeGreaterThan(2);
  for (const [message] of send.mock.calls)
    expect(message).toMatchObject({ type: '@xstate.event', note: 'Bearer [hidden]' });
});
