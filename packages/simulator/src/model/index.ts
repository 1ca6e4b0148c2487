export {
  BELIEFS,
  type Belief,
  type BeliefName,
  countOfMarks,
  MARKS,
  type Mark,
} from './beliefs.ts';
export type { Unexplained } from './explain.ts';
export { createModelCheck, type ModelCheck } from './trace.ts';
