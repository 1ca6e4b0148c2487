import { checkOptions } from '@mx-member/machine/hosting';
import { type StepLine, type StepTracer, traceOf } from '@mx-member/machine/trace';
import { createTraceHash } from './hash.ts';
import { type ActorInspection, actorTrace } from './observe-actor.ts';

/** Options of {@link createTracer}. */
export interface TracerOptions {
  /** Called with each line: JSON with a line break at its end. A host reports its errors at `trace`. */
  readonly write: (line: string) => void;
  /** At least 16 bytes, for pseudonyms. @default 32 random bytes that are not stored */
  readonly key?: Uint8Array;
  /** The clock for actors, in ms since 1970. @default Date.now */
  readonly now?: () => number;
}

/** Writes a trace of a host or of actors. */
export interface MemberTracer extends StepTracer {
  /** For XState: `createActor(machine, { input, inspect: tracer.inspect })`. Other actors are not traced. */
  readonly inspect: (inspected: ActorInspection) => void;
}

/**
 * Creates a tracer: the `trace` of a host, or the `inspect` of an actor. Trace each member in only one of these ways.
 *
 * ```ts
 * const tracer = createTracer({ write: (line) => show(line) });
 * const traced = await createHost({ port, store, trace: tracer });
 * ```
 * @throws {TypeError} for an option that is not valid.
 */
export function createTracer(options: TracerOptions): MemberTracer {
  checkOptions('createTracer', options, ['write', 'key', 'now']);
  const { key, now = () => Date.now() } = options;
  const hash = createTraceHash(key);
  const write = (line: StepLine) => options.write(`${JSON.stringify(line)}\n`);
  return {
    onStep: (step, cause, at, id) => write(traceOf(step, cause, hash, at, id)),
    inspect: actorTrace(hash, now, write),
  };
}
