/**
 * `@mx-member/machine/trace`: traces record what happened to a member, line by line and without secrets. Replays and
 * figures are made from them.
 */
export { FAULT } from './data/shapes.ts';
export { isStatusName, redactorOf } from './trace/allowlist.ts';
export { explainStep, lasting } from './trace/explain-step.ts';
export {
  createFigures,
  type Lengths,
  type Sighted,
  type Sightings,
  type TraceFigures,
} from './trace/figures.ts';
export type {
  SeenCall,
  SeenLine,
  StepLine,
  TraceAnswers,
  TraceEffect,
  TraceEvent,
  TraceHash,
  TraceHead,
  TraceLine,
  TraceProblem,
  TraceResult,
} from './trace/line.ts';
export { SEEN_CALLS, TRACE_VERSION } from './trace/line.ts';
export { TRACE_LINE } from './trace/line-shape.ts';
export {
  createReplay,
  type Replay,
  type ReplayedLine,
  type ReplayedStep,
  type ReplayFailure,
} from './trace/replay.ts';
export { REPLAY_RULES, type ReplayRule } from './trace/replay-rules.ts';
export {
  createShadow,
  type Shadow,
  type ShadowedLifecycle,
  type ShadowNote,
  type TracePlace,
} from './trace/shadow.ts';
export { type StepTracer, type TraceCause, traceOf } from './trace/trace-of.ts';
