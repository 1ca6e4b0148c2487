export { createLimiter, type Limits } from './limiter.ts';
export {
  firstPace,
  nextPace,
  type Pace,
} from './pace.ts';
export { Pacer, type Refused } from './pacer.ts';
