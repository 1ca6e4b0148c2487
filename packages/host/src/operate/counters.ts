import { faultCodeOf } from '@mx-member/machine/hosting';
import type { Call, CallOptions, MemberPort, Reading } from '@mx-member/machine/step';

/** Counts events since the host was created. */
export class Counters {
  /** Errors by the place where they were thrown. */
  readonly errors = new Map<string, number>();
  /** Ended calls by their name, and `ok` or the code of the fault. */
  readonly calls = new Map<Call, Map<string, number>>();

  noteError(where: string): void {
    this.errors.set(where, (this.errors.get(where) ?? 0) + 1);
  }

  /** Wraps a port to count its calls. */
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
