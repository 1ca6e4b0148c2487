export {
  BELIEFS,
  type Belief,
  type BeliefName,
  MARKS,
} from './beliefs.ts';
export type { Unexplained } from './explain.ts';
export { createModelCheck, type ModelCheck } from './trace.ts';
