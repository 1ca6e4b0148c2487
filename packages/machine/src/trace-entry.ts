/** `@mx-member/machine/trace`: traces record what happened to a member, line by line and without secrets, for replays. */
export {
  type Comparison,
  compareLifecycle,
  DIFFERENCES,
  type Difference,
  isLastLine,
} from './trace/compare.ts';
export { explainStep, lasting } from './trace/explain-step.ts';
export type {
  StepLine,
  TraceEvent,
  TraceHash,
} from './trace/line.ts';
export { type OldLine, readOldLine } from './trace/recorded.ts';
export {
  createReplay,
  type Replay,
  type ReplayedStep,
  type ReplayFailure,
} from './trace/replay.ts';
export { REPLAY_RULES } from './trace/replay-rules.ts';
export {
  type KeptStory,
  type Story,
  storyOf,
  storyText,
  toKeptStory,
  withStep,
} from './trace/story.ts';
export { type StepTracer, type TraceCause, traceOf } from './trace/trace-of.ts';
