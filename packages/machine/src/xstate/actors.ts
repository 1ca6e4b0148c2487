import { fromPromise as xstateFromPromise } from 'xstate';
import type {
  AnswersRequest,
  MemberRecord,
  Reading,
  StampedReading,
  StartRequest,
  StatusRequest,
} from '../data/types.ts';
import { checkOptions, checkPort } from '../hosting/check-options.ts';
import { createHookLog } from '../hosting/hook-log.ts';
import type { OptionKinds } from '../hosting/option-kinds.ts';
import { eventOfCall } from '../mx/call.ts';
import { type CallOptions, type MemberPort, MxError } from '../mx/port.ts';

/** How long `beforeSubmit` may take, in ms. */
const MAX_COMMIT = 10_000;

/** What `createMemberActors` takes besides the port. */
export interface MemberActorsOptions {
  /** The clock, in ms since 1970. @default Date.now */
  readonly now?: () => number;
  /** For durable hosts that bring their own. @default XState's */
  readonly fromPromise?: typeof xstateFromPromise;
  /**
   * Awaited before answers are sent, for at most 10 s: commit the record, so that a crash in the middle cannot send them
   * twice. If it rejects or runs out of time nothing is sent, and the user is asked again.
   */
  readonly beforeSubmit?: (
    record: MemberRecord,
    options: { readonly signal: AbortSignal },
  ) => Promise<void>;
  /**
   * What the port or `beforeSubmit` has thrown, for your log. A port of your own may quote secrets in its errors: look
   * before you write them down. @default the console gets its name, once a minute
   */
  readonly onError?: (
    thrown: unknown,
    where: 'startJob' | 'readStatus' | 'submitAnswers' | 'beforeSubmit',
  ) => void;
}

const KINDS: OptionKinds<MemberActorsOptions> = {
  now: 'a function',
  fromPromise: 'a function',
  beforeSubmit: 'a function',
  onError: 'a function',
};

/** A promise that never settles: the result of a call that nobody waits for any more. */
const forgotten = () => new Promise<never>(() => {});

/** Rejects when the signal aborts, with its reason. */
const aborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/**
 * Turns a port into the machine's actors: `memberMachine.provide({ actors: createMemberActors(port) })`.
 * Results and errors are stamped with the time, and whatever is thrown becomes a plain `Fault`. A start and answers go to the
 * port once, whoever restarts the actor; a call whose signal was aborted never settles.
 * @throws {TypeError} when `port` is not a port, or an option is wrong.
 */
export function createMemberActors(port: MemberPort, options: MemberActorsOptions = {}) {
  checkPort('createMemberActors', port);
  checkOptions('createMemberActors', options, KINDS);
  const {
    now = () => Date.now(),
    fromPromise = xstateFromPromise,
    beforeSubmit,
    onError = createHookLog('createMemberActors'),
  } = options;
  // A host that stops an actor and starts it again from memory (React's) runs a call in flight again.
  const made = new WeakSet<object>();
  const once = (request: object) => {
    if (made.has(request)) throw new MxError('lost');
    made.add(request);
  };

  async function commit({ record }: AnswersRequest, signal: AbortSignal): Promise<void> {
    if (!beforeSubmit || !record) return;
    const limited = AbortSignal.any([signal, AbortSignal.timeout(MAX_COMMIT)]);
    try {
      await Promise.race([beforeSubmit(record, { signal: limited }), aborted(limited)]);
    } catch (thrown) {
      if (!signal.aborted) onError(thrown, 'beforeSubmit');
      throw new MxError('notSent');
    }
  }

  const actor = <Request>(
    where: 'startJob' | 'readStatus' | 'submitAnswers',
    call: (request: Request, options: { readonly signal: AbortSignal }) => Promise<Reading>,
  ) =>
    fromPromise<StampedReading, Request>(async ({ input, signal }) => {
      const send = async () => call(input, { signal });
      const event = await eventOfCall({ type: where, turn: 0 }, send, { now, signal, onError });
      if (signal.aborted) return forgotten();
      if (event.type === 'error') throw event.fault;
      return event.reading;
    });

  const signalOf = ({ signal }: CallOptions) => (signal ? { signal } : {});
  return {
    startJob: actor<StartRequest>('startJob', async (request, given) => {
      once(request);
      return port.startJob(request, signalOf(given));
    }),
    readStatus: actor<StatusRequest>('readStatus', (request, given) =>
      port.readStatus(request, signalOf(given)),
    ),
    submitAnswers: actor<AnswersRequest>('submitAnswers', async (request, given) => {
      // XState itself has restored this call without its answers.
      if (!request.answers) throw new MxError('lost');
      once(request);
      await commit(request, given.signal);
      return port.submitAnswers(request, signalOf(given));
    }),
  };
}
