/** `@mx-member/adapters/trace`: traces of members without secrets, and conversion of MX logs to such traces. */
export { seenInHar } from './har.ts';
export { createTraceHash, traceDigest } from './hash.ts';
export type { ActorInspection } from './observe-actor.ts';
export { redactSeen } from './redact.ts';
export {
  type SeenAt,
  type SeenConclusion,
  type SeenExchange,
  type SeenOfMx,
  type SeenWebhook,
  seenOf,
} from './seen.ts';
export { createTracer, type MemberTracer, type TracerOptions } from './tracer.ts';
