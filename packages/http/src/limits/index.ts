export { createLimiter, type LimiterOptions, type Limits } from './limiter.ts';
