export type { Open, SealedFor } from '../seal.ts';
export { type Budget, createBudget } from './budget/budget.ts';
export type { MemberServiceOptions } from './options.ts';
export { createMemberService } from './service.ts';
