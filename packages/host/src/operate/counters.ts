import { faultCodeOf } from '@mx-member/machine/hosting';
import type { Call, CallOptions, MemberPort, Reading } from '@mx-member/machine/step';

/** Counts what has happened since the host was made. */
export class Counters {
  /** By the place where something was thrown. */
  readonly errors = new Map<string, number>();
  /** Calls that have ended, by their name and `ok` or the code of what went wrong. */
  readonly calls = new Map<Call, Map<string, number>>();

  noteError(where: string): void {
    this.errors.set(where, (this.errors.get(where) ?? 0) + 1);
  }

  /** The same port, whose calls are counted. */
  countPort(port: MemberPort): MemberPort {
    return {
      startJob: (request, options = {}) =>
        this.#counted('startJob', options, () => port.startJob(request, options)),
      readStatus: (request, options = {}) =>
        this.#counted('readStatus', options, () => port.readStatus(request, options)),
      submitAnswers: (request, options = {}) =>
        this.#counted('submitAnswers', options, () => port.submitAnswers(request, options)),
    };
  }

  async #counted(
    call: Call,
    { signal }: CallOptions,
    make: () => Promise<Reading>,
  ): Promise<Reading> {
    try {
      const reading = await make();
      this.#noteCall(call, 'ok');
      return reading;
    } catch (thrown) {
      this.#noteCall(call, signal?.aborted ? 'aborted' : faultCodeOf(thrown));
      throw thrown;
    }
  }

  #noteCall(call: Call, result: string): void {
    const counts = this.calls.get(call) ?? new Map<string, number>();
    this.calls.set(call, counts.set(result, (counts.get(result) ?? 0) + 1));
  }
}
