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
import { assertInTime, eventOfCall } from '../mx/call.ts';
import { type CallOptions, type MemberPort, MxError } from '../mx/port.ts';

/** The time limit of `beforeStart` and `beforeSubmit`, in ms. */
const MAX_COMMIT = 10_000;

/** Options of `createMemberActors`, besides the port. */
export interface MemberActorsOptions {
  /** The clock, in ms since 1970. @default Date.now */
  readonly now?: () => number;
  /** For durable hosts with their own `fromPromise`. @default XState's */
  readonly fromPromise?: typeof xstateFromPromise;
  /**
   * Awaited before a start is sent, for at most 10 s. Commit the record here, so that a crash cannot cause the job to be started
   * twice. If it rejects or takes too long, nothing is sent, and MX is read again.
   */
  readonly beforeStart?: (
    record: MemberRecord,
    options: { readonly signal: AbortSignal },
  ) => Promise<void>;
  /**
   * Awaited before answers are sent, for at most 10 s. Commit the record here, so that a crash cannot cause the answers
   * to be sent twice. If it rejects or takes too long, nothing is sent, and the user is asked again.
   */
  readonly beforeSubmit?: (
    record: MemberRecord,
    options: { readonly signal: AbortSignal },
  ) => Promise<void>;
  /**
   * Called with errors of the port, of `beforeStart` or of `beforeSubmit`, for your log. A port of your own may quote secrets in its
   * errors, so check before you log them. @default logs the error's name to the console, at most once a minute
   */
  readonly onError?: (
    thrown: unknown,
    where: 'startJob' | 'readStatus' | 'submitAnswers' | 'beforeStart' | 'beforeSubmit',
  ) => void;
}

/** A promise that never settles: the result of a call that nobody waits for anymore. */
const forgotten = () => new Promise<never>(() => {});

/** Rejects with the reason of the signal when it aborts. */
const aborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });

/**
 * Converts a port to the machine's actors: `memberMachine.provide({ actors: createMemberActors(port) })`. Results and
 * errors get the current time, and every error becomes a plain `Fault`. A start and answers are passed to the port
 * once, even if the actor is restarted. An aborted call never settles.
 *
 * @throws {TypeError} when `port` is not a port, or an option is wrong.
 */
export function createMemberActors(port: MemberPort, options: MemberActorsOptions = {}) {
  checkPort('createMemberActors', port);
  checkOptions('createMemberActors', options, [
    'now',
    'fromPromise',
    'beforeStart',
    'beforeSubmit',
    'onError',
  ]);
  const {
    now,
    fromPromise = xstateFromPromise,
    beforeStart,
    beforeSubmit,
    onError = createHookLog('createMemberActors'),
  } = options;
  // A host that stops an actor and starts it again from memory, as React does, repeats a running call.
  const made = new WeakSet<object>();
  const once = (request: object) => {
    if (made.has(request)) throw new MxError('lost');
    made.add(request);
  };

  const hooks = { beforeStart, beforeSubmit };
  async function commit(
    where: keyof typeof hooks,
    { record }: StartRequest | AnswersRequest,
    signal: AbortSignal,
  ): Promise<void> {
    const hook = hooks[where];
    if (!hook || !record) return;
    const limited = AbortSignal.any([signal, AbortSignal.timeout(MAX_COMMIT)]);
    try {
      await Promise.race([hook(record, { signal: limited }), aborted(limited)]);
    } catch (thrown) {
      if (!signal.aborted) onError(thrown, where);
      throw new MxError('notSent');
    }
  }

  const actor = <Request>(
    where: 'startJob' | 'readStatus' | 'submitAnswers',
    call: (request: Request, options: { readonly signal: AbortSignal }) => Promise<Reading>,
  ) =>
    fromPromise<StampedReading, Request>(async ({ input, signal }) => {
      const send = async () => call(input, { signal });
      const event = await eventOfCall({ type: where, turn: 0 }, send, {
        ...(now && { now }),
        signal,
        onError,
      });
      if (signal.aborted) return forgotten();
      if (event.type === 'error') throw event.fault;
      return event.reading;
    });

  const signalOf = ({ signal }: CallOptions) => (signal ? { signal } : {});
  return {
    startJob: actor<StartRequest>('startJob', async (request, given) => {
      const { member, job, notAfter } = request;
      once(request);
      await commit('beforeStart', request, given.signal);
      assertInTime(notAfter, now ?? Date.now);
      return port.startJob(
        { member, job, ...(notAfter !== undefined && { notAfter }) },
        signalOf(given),
      );
    }),
    readStatus: actor<StatusRequest>('readStatus', (request, given) =>
      port.readStatus(request, signalOf(given)),
    ),
    submitAnswers: actor<AnswersRequest>('submitAnswers', async (request, given) => {
      // XState itself has restored this call without its answers.
      if (!request.answers) throw new MxError('lost');
      once(request);
      await commit('beforeSubmit', request, given.signal);
      return port.submitAnswers(request, signalOf(given));
    }),
  };
}
