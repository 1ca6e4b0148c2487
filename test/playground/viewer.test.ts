import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { inspectMember, inspectViews } from '@mx-member/adapters/inspector';
import { createHost } from '@mx-member/host';
import { createMemberActors, memberMachine, type Reading } from '@mx-member/machine';
import { createInspector, type StatelyInspectionEvent } from '@statelyai/inspect';
import { describe, expect, inject, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { createActor, waitFor } from 'xstate';
import { Bank, memberOf } from '../support/bank.ts';
import { hasChromium } from '../support/chromium.ts';
import { textOf } from '../support/vectors.ts';
import { usePlayground } from './support/visit.ts';

const ANSWER = 'Xanadu-7';

const reading = (connectionStatus: string, isBeingAggregated: boolean): Reading => ({
  connectionStatus,
  isBeingAggregated,
  challenges:
    connectionStatus === 'CHALLENGED'
      ? [{ guid: 'CRD-1', type: 'TEXT', label: 'What city?', options: [] }]
      : [],
});

/** The messages of an inspector for a whole lifecycle with one question. */
async function inspected(): Promise<readonly StatelyInspectionEvent[]> {
  const messages: StatelyInspectionEvent[] = [];
  const send = (message: StatelyInspectionEvent) => messages.push(message);
  const { inspect } = inspectMember((options) => createInspector({ send }, options), {
    hideGuids: true,
  });
  let [isStarted, isAnswered] = [false, false];
  const actors = createMemberActors({
    startJob: async () => {
      isStarted = true;
      return reading('CREATED', true);
    },
    readStatus: async () => {
      if (!isStarted) return reading('CREATED', false);
      return reading(isAnswered ? 'CONNECTED' : 'CHALLENGED', !isAnswered);
    },
    submitAnswers: async () => {
      isAnswered = true;
      return reading('RESUMED', true);
    },
  });
  const actor = createActor(memberMachine.provide({ actors }), {
    inspect,
    input: {
      member: { userGuid: 'USR-1', memberGuid: 'MBR-1' },
      job: 'aggregate',
      pacing: { first: 0, spread: 0, busy: 0 },
      unsafePacing: true,
    },
  });
  actor.on('challenged', () =>
    actor.send({
      type: 'challenge.answer',
      answers: [{ guid: 'CRD-1', value: ANSWER }],
      prompt: 1,
    }),
  );
  actor.start();
  await waitFor(actor, ({ status }) => status === 'done');
  await new Promise((resolve) => setTimeout(resolve)); // The inspector tells a moment later.
  return messages;
}

/** The messages of an inspector for a member in a host. */
async function inspectedHost(): Promise<readonly StatelyInspectionEvent[]> {
  const messages: StatelyInspectionEvent[] = [];
  const inspector = inspectMember(
    (options) => createInspector({ send: (message) => messages.push(message) }, options),
    { hideGuids: true },
  );
  const host = await createHost({
    port: new Bank({ rounds: 0, step: 1 }),
    observer: inspectViews(inspector, memberMachine),
    pacing: { first: 0, spread: 0, busy: 0 },
    unsafePacing: true,
  });
  const { revision } = await host.start({ member: memberOf(1), job: 'aggregate' });
  for (let seen = revision, isOver = false; !isOver; ) {
    const view = await host.next(memberOf(1), { revision: seen });
    [seen, isOver] = [view.revision, view.outcome !== null];
  }
  await host.close();
  return messages;
}

describe.skipIf(!hasChromium)('the viewer', () => {
  const visit = usePlayground();
  const viewer = () => `${inject('playground').url}viewer.html`;

  test('draws the machine of an inspector at a WebSocket, with its current state', async () => {
    const messages = await inspected();
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    server.on('connection', (socket: WebSocket) => {
      for (const message of messages) socket.send(JSON.stringify(message));
    });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;

    const at = `${viewer()}?server=ws://127.0.0.1:${port}`;
    const { page } = await visit({ at });
    await page.getByText('Now connected.').waitFor();
    await page.locator('.state.final.active').waitFor();
    expect(await page.locator('.arrow.taken').getAttribute('aria-label')).toContain(
      'deciding → connected',
    );
    const asked = page.locator('.entry', { hasText: 'aggregating → challenged' });
    expect(await asked.textContent()).toContain('CHALLENGED with a question whose answer MX has');
    expect(await page.locator('.entry.reading').count()).toBeGreaterThan(2);
    expect(await page.content()).not.toContain(ANSWER);

    for (const client of server.clients) client.close(1000, 'The lifecycle has ended.');
    await page.getByText('The lifecycle has ended. The chart shows the last state.').waitFor();
    const other = await visit({ at });
    await other.page.getByText('Now connected').waitFor();
    for (const client of server.clients) client.terminate();
    await other.page.getByText('Lost the connection').waitFor();
    server.close();
  });

  test('gives the chart as code', async () => {
    const { page } = await visit({ at: viewer() });
    const link = page.getByRole('link', { name: 'The chart as code' });
    const href = (await link.getAttribute('href')) ?? '';
    expect(await (await fetch(href)).text()).toBe(textOf('stately.js'));
    expect(await link.getAttribute('download')).toBe('machine.js');
  });

  test('says that the program has ended if it is opened after the end', async () => {
    const { page } = await visit({
      at: `${viewer()}?server=ws://127.0.0.1:9`,
      before: () => {
        class NobodyThere extends EventTarget {
          constructor() {
            super();
            setTimeout(() => this.dispatchEvent(new CloseEvent('close', { code: 1006 })));
          }
        }
        Object.assign(window, { WebSocket: NobodyThere });
      },
    });
    await page.getByText('Nothing answers at 127.0.0.1:9.').waitFor();
  });

  test.each([
    ['the machine of the page that opened it', inspected],
    ['the members of a host from their views', inspectedHost],
  ])('draws %s', async (_, told) => {
    const messages = JSON.parse(JSON.stringify(await told()));
    const { page } = await visit();
    const opened = page.waitForEvent('popup');
    await page.evaluate(
      ({ at, told }) => {
        const popup = window.open(at);
        window.addEventListener('message', ({ source, data }) => {
          if (source !== popup || data.type !== '@statelyai.connected') return;
          for (const message of told) popup?.postMessage(message, '*');
        });
      },
      { at: viewer(), told: messages },
    );
    await (await opened).getByText('Now connected.').waitFor();
  });

  test('says so if a different machine is inspected', async () => {
    const { page } = await visit({ at: viewer() });
    const opened = page.waitForEvent('popup');
    await page.evaluate((at) => {
      const popup = window.open(at);
      window.addEventListener('message', ({ source }) => {
        const definition = JSON.stringify({ id: 'light', states: { red: {} } });
        const message = { type: '@xstate.actor', name: 'a light', sessionId: 'x:0', definition };
        if (source === popup) popup?.postMessage(message, '*');
      });
    }, viewer());
    await (await opened).getByText('The actor a light is a different machine').waitFor();
  });

  test('says what it needs without an inspector', async () => {
    const { page } = await visit({ at: viewer() });
    await page.getByText('Nothing to show.').waitFor();
    await page.getByText('The machine is not running.').waitFor();
  });
});
