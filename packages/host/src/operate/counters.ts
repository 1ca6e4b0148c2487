import { aroundCalls, UnusableMx } from '@mx-member/http/web';
import { faultCodeOf, LOGIN_HOLDS } from '@mx-member/machine/hosting';
import {
  CALLS,
  type Call,
  FAULT_CODES,
  type MemberPort,
  type MemberView,
  MxError,
  REASONS,
} from '@mx-member/machine/step';

/** Counts by name. Every known name begins at 0, because Prometheus sees no increase in a series that begins above it. */
class Counts extends Map<string, number> {
  constructor(names: readonly string[]) {
    super(names.map((name) => [name, 0]));
  }

  note(name: string): void {
    this.set(name, (this.get(name) ?? 0) + 1);
  }
}

/** Counts events since the host was created. */
export class Counters {
  /** Errors by the place where they were thrown. */
  readonly errors: Counts;
  /** Ended calls by their name, and `ok` or the code of the fault. Of creations only the failed ones are counted. */
  readonly calls = new Map<Call | 'create', Counts>([
    ...CALLS.map((call) => [call, new Counts(['ok', 'aborted', ...FAULT_CODES])] as const),
    ['create', new Counts(FAULT_CODES)],
  ]);
  /** Outcomes by reason. The reason of a success is `connected`. */
  readonly outcomes = new Counts(['connected', ...REASONS]);

  readonly mx: UnusableMx;
  /** New credentials that were held back until a yes of the person, by reason. */
  readonly held = new Counts(LOGIN_HOLDS);

  /**
   * @param places The places where errors can be thrown.
   * @param now In ms since 1970.
   */
  constructor(places: readonly string[], now: () => number) {
    this.errors = new Counts(places);
    this.mx = new UnusableMx(now);
  }

  noteError(where: string): void {
    this.errors.note(where);
  }

  noteOutcome({ outcome }: MemberView): void {
    if (outcome) this.outcomes.note(outcome.outcome === 'failed' ? outcome.reason : 'connected');
  }

  /**
   * Counts the error of a creation, if it comes from MX.
   *
   * @returns Whether to report it: no error of its cause was reported within a minute.
   */
  noteFailedCreation(thrown: unknown): boolean {
    if (!(thrown instanceof MxError)) return false;
    this.#noteCall('create', thrown.code);
    return this.mx.note(thrown);
  }

  /**
   * Wraps a port to count its calls.
   *
   * @param onUnusable Called with the error of a call without a usable reply, at most once a minute for each cause.
   */
  countPort(port: MemberPort, onUnusable: (thrown: unknown, call: Call) => void): MemberPort {
    return aroundCalls(this.mx.watch(port, onUnusable), async (call, { signal }, make) => {
      try {
        const reading = await make();
        this.#noteCall(call, 'ok');
        return reading;
      } catch (thrown) {
        this.#noteCall(call, signal?.aborted ? 'aborted' : faultCodeOf(thrown));
        throw thrown;
      }
    });
  }

  #noteCall(call: Call | 'create', result: string): void {
    this.calls.get(call)?.note(result);
  }
}
