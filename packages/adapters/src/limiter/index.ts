export { createLimiter, type Limits } from '@mx-member/http/limits';
export type { Limiter } from '@mx-member/machine/hosting';
