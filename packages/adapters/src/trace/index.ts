/** `@mx-member/adapters/trace`: traces of members without secrets. */
export { createTraceHash, traceDigest } from './hash.ts';
export type { ActorInspection } from './observe-actor.ts';
export { createTracer, type MemberTracer, type TracerOptions } from './tracer.ts';
