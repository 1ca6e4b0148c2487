export type { Limiter } from '@mx-member/machine/step';
export { createLimiter, type LimiterOptions, type Limits } from './limiter.ts';
