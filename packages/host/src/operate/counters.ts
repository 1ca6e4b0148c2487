import { faultCodeOf } from '@mx-member/machine/hosting';
import {
  CALLS,
  type Call,
  type CallOptions,
  FAULT_CODES,
  type MemberPort,
  type MemberView,
  MxError,
  REASONS,
  type Reading,
} from '@mx-member/machine/step';
import { UNUSABLE_CAUSES, type Unusable, unusableBy } from './unusable.ts';

/** Counts by name. Every known name begins at 0, because Prometheus sees no increase in a series that begins above it. */
class Counts extends Map<string, number> {
  constructor(names: readonly string[]) {
    super(names.map((name) => [name, 0]));
  }

  note(name: string): void {
    this.set(name, (this.get(name) ?? 0) + 1);
  }
}

/** How often the same cause is reported, in ms. */
const REPORT_EVERY = 60_000;

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

  /** Calls without a usable reply, by cause. */
  readonly failures = new Counts(UNUSABLE_CAUSES);
  /** Why MX cannot be used at present. `null` after a usable reply. */
  unusable: Unusable | null = null;
  readonly #reportedAt = new Map<string, number>();
  readonly #now: () => number;

  /**
   * @param places The places where errors can be thrown.
   * @param now In ms since 1970.
   */
  constructor(places: readonly string[], now: () => number) {
    this.errors = new Counts(places);
    this.#now = now;
  }

  noteError(where: string): void {
    this.errors.note(where);
  }

  noteOutcome({ outcome }: MemberView): void {
    if (outcome) this.outcomes.note(outcome.outcome === 'failed' ? outcome.reason : 'connected');
  }

  /** Counts the error of a creation, if it comes from MX. */
  noteFailedCreation(thrown: unknown): void {
    if (thrown instanceof MxError) this.#noteCall('create', thrown.code);
  }

  /**
   * Wraps a port to count its calls.
   *
   * @param onUnusable Called with the error of a call without a usable reply, at most once a minute for each cause.
   */
  countPort(port: MemberPort, onUnusable: (thrown: unknown, call: Call) => void): MemberPort {
    const counted = async (
      call: Call,
      { signal }: CallOptions,
      make: () => Promise<Reading>,
    ): Promise<Reading> => {
      try {
        const reading = await make();
        this.#noteCall(call, 'ok');
        this.unusable = null;
        return reading;
      } catch (thrown) {
        this.#noteCall(call, signal?.aborted ? 'aborted' : faultCodeOf(thrown));
        if (!signal?.aborted && this.#isNews(thrown)) onUnusable(thrown, call);
        throw thrown;
      }
    };
    return {
      startJob: (request, options = {}) =>
        counted('startJob', options, () => port.startJob(request, options)),
      readStatus: (request, options = {}) =>
        counted('readStatus', options, () => port.readStatus(request, options)),
      submitAnswers: (request, options = {}) =>
        counted('submitAnswers', options, () => port.submitAnswers(request, options)),
    };
  }

  /** Notes why a call has failed. @returns Whether that cause was not reported within a minute. */
  #isNews(thrown: unknown): boolean {
    const found = unusableBy(thrown);
    if (!found) {
      this.unusable = null;
      return false;
    }
    const { cause } = found;
    this.failures.note(cause);
    this.unusable = { ...found, since: this.unusable?.since ?? this.#now() };
    const now = performance.now();
    if (now - (this.#reportedAt.get(cause) ?? Number.NEGATIVE_INFINITY) < REPORT_EVERY)
      return false;
    this.#reportedAt.set(cause, now);
    return true;
  }

  #noteCall(call: Call | 'create', result: string): void {
    this.calls.get(call)?.note(result);
  }
}
