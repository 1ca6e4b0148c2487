import { setTimeout as wait } from 'node:timers/promises';
import { createMxSimulator, type MxSimulator } from '@mx-member/simulator';
import { type Served, serveFetch } from '../restate-cluster/src/serve.ts';
import { SENDER } from './messages.ts';

/**
 * The simulator over HTTP, with two habits of MX: after it accepts an answer it shows the old question for a while,
 * and its replies take time. It counts how often each answer arrives.
 */

/**
 * How long a reply to answers takes, and the longest time of any other reply, in ms. The caller can be killed in
 * this time.
 */
const REPLY = 60;
const MAX_REPLY = 40;
/**
 * The longest time for which the old question is shown, and the duration of a step of a job, which must be longer.
 * In ms.
 */
const MAX_STALE = 2_000;
const STEP = 2_200;

/** An answer as clients give it: `correct#17`. The bank takes `correct`, and counts answer number 17. */
const TAG = /#(\d+)/g;

export interface ServedBank extends Served {
  readonly simulator: MxSimulator;
  /** How often each answer arrived, by its number. */
  readonly arrivals: ReadonlyMap<string, number>;
  /** Requests without a reply so far. */
  readonly open: ReadonlySet<{
    readonly type: 'submit' | 'start' | 'poll';
    readonly member: string;
  }>;
}

type Open = ServedBank['open'] extends ReadonlySet<infer Request> ? Request : never;

const typeOf = (method: string, path: string): Open['type'] =>
  path.endsWith('/resume') ? 'submit' : method === 'POST' ? 'start' : 'poll';

/** What the bank reports when a request arrives, before it replies. */
export interface Arrivals {
  /** A member's answers arrived. */
  readonly onSubmit?: (member: string) => void;
  /** A start or answers arrived, with the name of the process that sent them. */
  readonly onCommand?: (sender: string) => void;
  /** Whether the bank stands still after it took answers, until the next ones arrive. @default false */
  readonly standsStill?: boolean;
}

export async function serveBank(
  random: () => number,
  { onSubmit = () => {}, onCommand = () => {}, standsStill = false }: Arrivals = {},
): Promise<ServedBank> {
  /** Lets a bank that stands still continue. */
  let resume = () => {};
  let stoodStillAt: number | null = null;
  const simulator = createMxSimulator({
    step: STEP,
    mostDenied: Number.POSITIVE_INFINITY,
    now: () => stoodStillAt ?? Date.now(),
  });
  const arrivals = new Map<string, number>();
  const open = new Set<Open>();

  /** For a while, reads show the member as it was before. */
  function showOld(member: string): void {
    const stop = simulator.faults.add({ member, fault: { kind: 'stale' } });
    if (!standsStill) {
      setTimeout(stop, random() * MAX_STALE);
      return;
    }
    stoodStillAt = Date.now();
    resume = () => {
      stoodStillAt = null;
      stop();
    };
  }

  const served = await serveFetch(async (request) => {
    const { method, headers } = request;
    const { pathname } = new URL(request.url);
    const member = /members\/([^/]+)/.exec(pathname)?.[1] ?? '';
    const own = { type: typeOf(method, pathname), member };
    open.add(own);
    const sender = headers.get(SENDER);
    if (sender && own.type !== 'poll') onCommand(sender);
    try {
      const body = await request.text();
      for (const [, number = ''] of body.matchAll(TAG))
        arrivals.set(number, (arrivals.get(number) ?? 0) + 1);
      if (own.type === 'submit') resume();
      const told = body && { body: body.replaceAll(TAG, '') };
      const reply = await simulator.fetch(request.url, { method, headers, ...told });
      if (own.type === 'submit') {
        if (reply.ok) showOld(member);
        onSubmit(member);
      }
      await wait(own.type === 'submit' ? REPLY : random() * MAX_REPLY);
      return reply;
    } finally {
      open.delete(own);
    }
  });
  return { ...served, simulator, arrivals, open };
}
