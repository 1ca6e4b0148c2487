import { createMx } from '@mx-member/adapters/mx';
import type { MemberView } from '@mx-member/machine/step';
import { createRestateHost, createSeal, createSealKeys } from '@mx-member/restate';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { createMember } from '../../support/new-member.ts';
import { startRestate, Workers } from '../src/index.ts';
import { serveBank } from './bank.ts';
import type { DemoEvent, DemoOutcome } from './printer.ts';

/** The bank asks two questions, one after the other. The right answer to both is `correct`. */
const PASSWORD = 'simulate:text,token';

const KEYS = { clientId: DEFAULT_CLIENT_ID, apiKey: DEFAULT_API_KEY };

/** Waits of half a second to two, so that the demo shows the machine and not its pace. */
const PACING = {
  first: 500,
  spread: 0,
  busy: 1_000,
  busyMost: 1_000,
  needsUser: 1_000,
  needsUserMost: 2_000,
};

/**
 * Connects a member while a worker and the server are killed.
 *
 * @returns Whether MX received each answer once, and the member is connected.
 */
export async function demo(
  print: (event: DemoEvent) => void,
  signal: AbortSignal,
): Promise<boolean> {
  const closing: (() => Promise<void>)[] = [];
  const kills = { worker: 0, server: 0 };
  let workers: Workers | undefined;
  try {
    const server = await startRestate();
    closing.push(server.stop);
    print({ event: 'server', ingress: server.ingress });

    const bank = await serveBank(async (member) => {
      print({ event: 'received', answersReceived: bank.received() });
      if (kills.worker > 0) return;
      const pid = workers?.kill(member);
      if (pid == null) return;
      kills.worker += 1;
      print({ event: 'kill', killed: 'worker', pid });
    });
    closing.push(bank.close);
    print({ event: 'bank', url: bank.url });

    const { publicKey, privateKey } = await createSealKeys();
    workers = await Workers.start(2, {
      ...KEYS,
      url: bank.url,
      ingress: server.ingress,
      privateKey,
      pacing: PACING,
      isHttp11: false,
      hasFence: true,
    });
    closing.push(() => workers?.stop() ?? Promise.resolve());
    await server.register(workers.url);
    print({ event: 'workers', count: 2 });

    const host = createRestateHost({
      ingress: server.ingress,
      seal: await createSeal(publicKey),
      patience: 30_000,
    });
    closing.push(() => host.close());
    signal.addEventListener('abort', () => host.close());

    const mx = createMx({ ...KEYS, environment: new URL(bank.url), version: 'v20111101' });
    const member = await createMember(mx, PASSWORD);
    let answersGiven = 0;
    let shown = '';
    let view = await host.start({ member, job: 'aggregate' });
    for (let answered = 0; !view.outcome; ) {
      signal.throwIfAborted();
      const event = eventOf(view);
      // A view can change in fields that are not printed.
      if (JSON.stringify(event) !== shown) print(event);
      shown = JSON.stringify(event);
      if (view.needs !== 'answers' || view.prompt === answered) {
        view = await host.next(member, view);
        continue;
      }
      if (view.round === 2 && kills.server === 0) {
        kills.server += 1;
        print({ event: 'kill', killed: 'server', pid: server.pid });
        await server.crash();
        print({ event: 'restart', restarted: 'server' });
      }
      answered = view.prompt;
      answersGiven += 1;
      print({ event: 'answer', question: view.challenges[0]?.label ?? '' });
      const answers = view.challenges.map(({ guid }) => ({ guid, value: 'correct' }));
      ({ view } = await host.answer(member, { answers, prompt: view.prompt }));
    }
    print(eventOf(view));
    const outcome: DemoOutcome = {
      outcome: view.outcome.outcome,
      answersGiven,
      answersReceived: bank.received(),
      workerKills: kills.worker,
      serverKills: kills.server,
    };
    print(outcome);
    return outcome.outcome === 'connected' && outcome.answersReceived === answersGiven;
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

const eventOf = ({ state, needs, round, prompt, warning }: MemberView): DemoEvent => ({
  event: 'view',
  state,
  needs,
  round,
  prompt,
  warning: warning?.code ?? null,
});
