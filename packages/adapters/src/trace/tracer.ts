import { checkOptions } from '@mx-member/machine/hosting';
import type { MemberPort } from '@mx-member/machine/step';
import { type StepTracer, type TraceLine, traceOf } from '@mx-member/machine/trace';
import { createTraceHash } from './hash.ts';
import { type ActorInspection, actorTrace } from './observe-actor.ts';
import { observedPort } from './observe-port.ts';

/** Options of {@link createTracer}. */
export interface TracerOptions {
  /** Is given each line: JSON, with the line break at its end. What it throws reaches a host as an error at `trace`. */
  readonly write: (line: string) => void;
  /** Of at least 16 bytes, for pseudonyms. @default 32 random bytes, which nobody knows */
  readonly key?: Uint8Array;
  /** The clock of calls and actors, in ms since 1970. @default Date.now */
  readonly now?: () => number;
}

/** Writes a trace of whatever it is given to. */
export interface MemberTracer extends StepTracer {
  /** For XState: `createActor(machine, { input, inspect: tracer.inspect })`. Lines of other actors are not written. */
  readonly inspect: (inspected: ActorInspection) => void;
  /** A port that does the same, and writes what MX has shown. For programs that have neither host nor actor. */
  readonly observePort: (port: MemberPort) => MemberPort;
}

/**
 * Makes a tracer: the `trace` of a host, the `inspect` of an actor, or a watcher of a port. Give a member to one of the three alone.
 *
 * ```ts
 * const tracer = createTracer({ write: (line) => show(line) });
 * const traced = await createHost({ port, store, trace: tracer });
 * ```
 * @throws {TypeError} for an option that is not valid.
 */
export function createTracer(options: TracerOptions): MemberTracer {
  checkOptions('createTracer', options, {
    write: 'a function!',
    key: 'an object',
    now: 'a function',
  });
  const { key, now = () => Date.now() } = options;
  const hash = createTraceHash(key);
  const write = (line: TraceLine) => options.write(`${JSON.stringify(line)}\n`);
  return {
    onStep: (step, cause, at, id) => write(traceOf(step, cause, hash, at, id)),
    inspect: actorTrace(hash, now, write),
    observePort: (port) => observedPort(port, { hash, now, write }),
  };
}
