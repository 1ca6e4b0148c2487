import { HOST_ERROR_CODES, type HostErrorCode, type MemberHost } from '@mx-member/machine/hosting';
import { type FaultCode, type MemberView, problem } from '@mx-member/machine/step';
import { isSameMember } from './attempt.ts';
import type { AttemptInput, Driver, Kept } from './driver.ts';

/** The back-off while the host cannot be reached, in ms: doubled each time. */
const FIRST_WAIT = 1_000;
const MAX_WAIT = 60_000;
/** How soon `next` may be asked again when it came back at once with what is known, in ms. */
const MIN_ROUND = 1_000;

export interface HostDriverOptions {
  keep(kept: Kept): boolean;
  changed(): void;
}

const codeOf = (thrown: unknown): HostErrorCode =>
  HOST_ERROR_CODES.find((code) => code === Object(thrown).code) ?? 'unreachable';

/** Follows a member that runs elsewhere: one call at a time, and `next` in between. */
export function createHostDriver(
  host: MemberHost,
  first: AttemptInput,
  { keep, changed }: HostDriverOptions,
): Driver {
  let input = first;
  let after: number | undefined;
  let isStarted = false;
  let view: MemberView | null = null;
  let fault: FaultCode | null = null;
  let stopped: HostErrorCode | null = null;
  let isAwake = false;
  let loop: Promise<void> | null = null;
  /** Ends the long poll or the pause that stands. */
  let interrupt = () => {};
  /** The command that is on its way: nothing is asked meanwhile. */
  let command: Promise<unknown> = Promise.resolve();

  function show(next: MemberView): void {
    fault = null;
    stopped = null;
    if (next.revision !== view?.revision) view = next;
    changed();
  }

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      interrupt = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  async function start(): Promise<MemberView> {
    try {
      return await host.start(input, after === undefined ? {} : { after });
    } catch (thrown) {
      // Whoever names no job shows the one that runs: another attempt may have begun since.
      if (input.job !== null || codeOf(thrown) !== 'busy') throw thrown;
      return host.view(input.member);
    }
  }

  /** Asks once. @returns How long to wait before asking again, in ms. */
  async function ask(failures: number): Promise<number> {
    const from = Date.now();
    const known = view?.revision;
    const asked = input;
    const controller = new AbortController();
    interrupt = () => controller.abort();
    try {
      const { signal } = controller;
      const next =
        isStarted && view
          ? await host.next(asked.member, { revision: view.revision, signal })
          : await start();
      // What comes back of the attempt before is of no interest.
      if (asked !== input) return 0;
      isStarted = true;
      show(next);
      // The clock can have been set back meanwhile.
      const passed = Math.max(0, Date.now() - from);
      return view?.revision === known ? MIN_ROUND - passed : 0;
    } catch (thrown) {
      if (controller.signal.aborted || asked !== input) return 0;
      return failed(thrown, failures);
    }
  }

  function failed(thrown: unknown, failures: number): number {
    const code = codeOf(thrown);
    if (code === 'unreachable' || code === 'signedOut') fault = code;
    else stopped = code;
    changed();
    return Math.min(MAX_WAIT, FIRST_WAIT * 2 ** failures);
  }

  async function run(): Promise<void> {
    let failures = 0;
    while (isAwake && !view?.outcome && !stopped) {
      await command;
      if (!isAwake) break;
      const wait = await ask(failures);
      failures = fault ? failures + 1 : 0;
      if (isAwake && wait > 0) await pause(wait);
    }
    loop = null;
  }

  const go = (): void => {
    if (isAwake) loop ??= run();
  };

  /** Makes a call of the person while nothing else is asked. */
  async function send<Result>(call: () => Promise<Result>): Promise<Result> {
    const sent = command.then(call);
    command = sent.catch(() => {});
    interrupt();
    return sent;
  }

  return {
    member: () => view,
    fault: () => fault,
    stopped: () => stopped,
    kept: () => null,
    adopt(kept) {
      if (view) return false;
      ({ input, after } = kept);
      return true;
    },
    wake() {
      isAwake = true;
      go();
    },
    sleep() {
      isAwake = false;
      interrupt();
    },
    idle: async () => {
      await loop;
      await command;
    },
    begin(next) {
      // The end of another member is no end of this one.
      if (!isSameMember(input.member, next.member)) after = undefined;
      else if (view?.outcome) after = view.revision;
      input = next;
      stopped = null;
      isStarted = false;
      view = null;
      // Before the call: after a reload the same start is asked for, which starts nothing twice.
      keep({ input, ...(after !== undefined && { after }) });
      interrupt();
      changed();
      go();
    },
    async answer(given) {
      const asked = input;
      try {
        const answered = await send(() => host.answer(asked.member, given));
        if (asked === input) show(answered.view);
        return answered.problems;
      } catch (thrown) {
        if (asked === input) failed(thrown, 0);
        // It may have arrived or not. Sent again it has the same prompt, so it is taken once.
        return [problem('notYet', null)];
      } finally {
        go();
      }
    },
    hint() {
      if (!isStarted) interrupt();
      else void send(() => host.hint(input.member)).catch(() => {});
      go();
    },
    cancel() {
      const asked = input;
      void send(() => host.cancel(asked.member))
        .then(
          (next) => asked === input && show(next),
          (thrown: unknown) => asked === input && failed(thrown, 0),
        )
        .finally(go);
    },
  };
}
