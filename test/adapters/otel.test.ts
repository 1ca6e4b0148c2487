import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMemberTelemetry } from '@mx-member/adapters/otel';
import {
  createMemberActors,
  type MemberInput,
  type MemberPort,
  MxError,
  memberMachine,
  memberView,
  observeMember,
  type Reading,
} from '@mx-member/machine';
import { SpanStatusCode } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createActor } from 'xstate';
import { idle, MEMBER, portOf, question, running } from '../support/fake-member.ts';
import { pass, releaseTime, stopTime } from '../support/fake-timers.ts';
import { recordedTelemetry } from '../support/telemetry.ts';

beforeEach(stopTime);
afterEach(releaseTime);

const ASKED = running('CHALLENGED', {
  challenges: [question('CRD-1', { label: 'SECRET-question' })],
});

/** The results of a port's polls, in turn, and the last one forever. An error is thrown. */
function life(polls: readonly (Reading | MxError)[], more: Partial<MemberPort> = {}) {
  const recorded = recordedTelemetry();
  const machine = memberMachine.provide({
    actors: createMemberActors(recorded.telemetry.observePort(portOf(polls, more))),
  });
  const input: MemberInput = { member: MEMBER, job: 'aggregate', pacing: { busy: 3_000 } };
  const actor = createActor(machine, { input });
  const stop = observeMember(actor, recorded.telemetry);
  actor.start();
  const answer = () => {
    const { challenges, prompt } = memberView(actor.getSnapshot());
    const answers = challenges.map(({ guid }) => ({ guid, value: 'SECRET-answer' }));
    actor.send({ type: 'challenge.answer', answers, prompt });
  };
  return { actor, answer, stop, ...recorded };
}

describe('a lifecycle', () => {
  test('is counted by state while it runs, with durations of its phases and of the whole', async () => {
    const member = life([running('CREATED'), ASKED]);
    await pass(10_000);
    expect(await member.metrics()).toMatchObject({
      'mx_member.active': { aggregating: 0, challenged: 1 },
      'mx_member.rounds': { '': 1 },
    });
    await pass(110_000);
    expect((await member.metrics())['mx_member.lifecycle.duration']).toBeUndefined();
    member.actor.send({ type: 'cancel' });
    const metrics = await member.metrics();
    expect(metrics['mx_member.active']).toEqual({ aggregating: 0, challenged: 0 });
    expect(metrics['mx_member.phase.duration']).toEqual({
      aggregating: { count: 1, sum: expect.closeTo(4.3, 0) },
      challenged: { count: 1, sum: expect.closeTo(115.7, 0) },
    });
    expect(metrics['mx_member.lifecycle.duration']).toEqual({
      'failed cancelled': { count: 1, sum: 120 },
    });
  });

  test('has its rounds, calls and verdicts counted', async () => {
    const connected = { ...idle('CONNECTED'), successfullyAggregatedAt: null };
    const polls = [ASKED, running('RESUMED'), running('CONNECTED'), connected];
    const member = life(polls);
    await pass(5_000);
    member.answer();
    await pass(60_000);
    const metrics = await member.metrics();
    expect(metrics).toMatchObject({
      'mx_member.lifecycle.duration': { connected: { count: 1 } },
      'mx_member.rounds': { '': 1 },
      'mx_member.calls': { startJob: 1, submitAnswers: 1, readStatus: expect.any(Number) },
      'mx_member.verdicts': { noReadingYet: 3, challenge: 1, connected: 1 },
    });
    expect(metrics['mx_member.answers.lost']).toBeUndefined();
  });

  test('has one span for each phase, with links and a common id', async () => {
    const member = life([ASKED]);
    await pass(5_000);
    member.answer();
    await pass(1_000);
    member.actor.send({ type: 'cancel' });
    const spans = member.spans();
    expect(spans.map(({ name }) => name)).toEqual([
      'mx_member aggregating',
      'mx_member challenged',
      'mx_member resumed',
    ]);
    const ids = spans.map(({ attributes }) => attributes['mx_member.lifecycle.id']);
    expect(new Set(ids).size).toBe(1);
    expect(spans.map(({ links }) => links.map(({ context }) => context.spanId))).toEqual([
      [],
      [spans[0]?.spanContext().spanId],
      [spans[1]?.spanContext().spanId],
    ]);
    expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(3);
    const [first, second] = spans;
    expect(second?.startTime).toEqual(first?.endTime);
    expect(spans.map(({ status }) => status.code)).toEqual([
      SpanStatusCode.UNSET,
      SpanStatusCode.UNSET,
      SpanStatusCode.ERROR,
    ]);
    expect(spans[2]?.attributes).toMatchObject({
      'mx_member.state': 'resumed',
      'mx_member.outcome': 'failed',
      'error.type': 'cancelled',
    });
  });

  test('that continues elsewhere is no longer active here, and has no outcome', async () => {
    for (const leave of ['stop', 'actor'] as const) {
      const member = life([ASKED]);
      await pass(5_000);
      if (leave === 'stop') member.stop();
      else member.actor.stop();
      member.stop();
      const metrics = await member.metrics();
      expect(metrics['mx_member.active']).toEqual({ aggregating: 0, challenged: 0 });
      expect(metrics['mx_member.lifecycle.duration']).toBeUndefined();
      expect(member.spans()).toHaveLength(2);
    }
  });

  test('that was restored does not count its earlier rounds again', async () => {
    const { telemetry, metrics } = recordedTelemetry();
    const member = life([ASKED]);
    await pass(5_000);
    telemetry.onView(MEMBER, { ...memberView(member.actor.getSnapshot()), round: 3 });
    telemetry.onView(MEMBER, { ...memberView(member.actor.getSnapshot()), round: 4 });
    expect((await metrics())['mx_member.rounds']).toEqual({ '': 1 });
  });

  test('that had already ended is not counted', async () => {
    const member = life([ASKED]);
    member.actor.send({ type: 'cancel' });
    const { telemetry, metrics } = recordedTelemetry();
    telemetry.onView(MEMBER, memberView(member.actor.getSnapshot()));
    observeMember(member.actor, telemetry)();
    telemetry.onView(MEMBER, null);
    expect((await metrics())['mx_member.active']).toBeUndefined();
    expect((await metrics())['mx_member.lifecycle.duration']).toEqual(undefined);
  });
});

test('failed calls are counted by their fault code, and aborted ones as such', async () => {
  const member = life([new MxError('unreachable'), new MxError('rateLimited'), ASKED]);
  await pass(60_000);
  expect((await member.metrics())['mx_member.calls']).toMatchObject({
    startJob: 1,
    'readStatus unreachable': 1,
    'readStatus rateLimited': 1,
    readStatus: expect.any(Number),
  });
  const { telemetry, metrics } = recordedTelemetry();
  const controller = new AbortController();
  const port = telemetry.observePort({
    startJob: async () => ASKED,
    readStatus: async () => {
      controller.abort();
      throw controller.signal.reason;
    },
    submitAnswers: () => Promise.reject(new Error('no port should throw this')),
  });
  const { signal } = controller;
  await expect(port.readStatus({ member: MEMBER }, { signal })).rejects.toBe(signal.reason);
  await expect(port.submitAnswers({ member: MEMBER, answers: [] })).rejects.toThrow('no port');
  expect((await metrics())['mx_member.calls']).toEqual({
    'readStatus aborted': 1,
    'submitAnswers unexpected': 1,
  });
});

test('answers that may have been lost are counted once', async () => {
  const submitAnswers = () => Promise.reject(new MxError('unreachable'));
  const member = life([ASKED, ASKED, running('RESUMED')], { submitAnswers });
  await pass(5_000);
  member.answer();
  await pass(60_000);
  expect((await member.metrics())['mx_member.answers.lost']).toEqual({ '': 1 });
});

test('the delay of a webhook lasts until the next poll of its member has ended', async () => {
  const { telemetry, metrics } = recordedTelemetry();
  const port = telemetry.observePort({
    startJob: async () => ASKED,
    readStatus: () => new Promise((resolve) => setTimeout(() => resolve(ASKED), 500)),
    submitAnswers: async () => ASKED,
  });
  const poll = async (member = MEMBER) => {
    const polled = port.readStatus({ member });
    await pass(600);
    await polled;
  };
  await poll();
  telemetry.onWebhook(MEMBER);
  await pass(1_500);
  telemetry.onWebhook(MEMBER);
  await poll({ ...MEMBER, memberGuid: 'MBR-2' });
  expect((await metrics())['mx_member.webhook.delay']).toBeUndefined();
  await poll();
  await poll();
  expect((await metrics())['mx_member.webhook.delay']).toEqual({
    '': { count: 1, sum: expect.closeTo(2.6, 1) },
  });
});

test('webhooks about members that are not polled do not fill the memory', async () => {
  const { telemetry, metrics } = recordedTelemetry();
  const member = (index: number) => ({ ...MEMBER, memberGuid: `MBR-${index}` });
  for (let index = 0; index < 10_001; index++) telemetry.onWebhook(member(index));
  const port = telemetry.observePort({
    startJob: async () => ASKED,
    readStatus: async () => ASKED,
    submitAnswers: async () => ASKED,
  });
  await port.readStatus({ member: member(0) });
  expect((await metrics())['mx_member.webhook.delay']).toBeUndefined();
  await port.readStatus({ member: member(1) });
  expect((await metrics())['mx_member.webhook.delay']).toMatchObject({ '': { count: 1 } });
});

test('a clock that is set back never measures a negative time', async () => {
  let now = 1_000_000;
  const { telemetry, metrics } = recordedTelemetry(() => now);
  const member = life([ASKED]);
  telemetry.onView(MEMBER, memberView(member.actor.getSnapshot()));
  await pass(5_000);
  now -= 60_000;
  telemetry.onView(MEMBER, memberView(member.actor.getSnapshot()));
  expect((await metrics())['mx_member.phase.duration']).toEqual({
    aggregating: { count: 1, sum: 0 },
  });
});

test('guids, questions and answers are never exported', async () => {
  const member = life([ASKED, new MxError('unreachable'), idle('DENIED')]);
  await pass(5_000);
  member.answer();
  await pass(120_000);
  expect((await member.metrics())['mx_member.lifecycle.duration']).toHaveProperty([
    'failed credentials',
  ]);
  expect(await member.everything()).not.toMatch(/SECRET|USR-|MBR-|CRD-/);
});

test('without an SDK nothing is measured and nothing fails', async () => {
  const telemetry = createMemberTelemetry();
  const member = life([ASKED]);
  observeMember(member.actor, telemetry);
  telemetry.onWebhook(MEMBER);
  await pass(5_000);
  member.actor.send({ type: 'cancel' });
  expect(memberView(member.actor.getSnapshot()).outcome).toMatchObject({ reason: 'cancelled' });
});

test('only /otel imports OpenTelemetry', () => {
  const packages = join(import.meta.dirname, '../../packages');
  const files = readdirSync(packages, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /^\w+\/src\/.*\.tsx?$/.test(path),
  );
  expect(files.length).toBeGreaterThan(100);
  const importing = files.filter((path) =>
    /@opentelemetry|\.\/otel\//.test(readFileSync(join(packages, path), 'utf8')),
  );
  expect(importing.filter((path) => !path.startsWith('adapters/src/otel/'))).toEqual([]);
});
