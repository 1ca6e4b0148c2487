export type { IngressOptions } from '../ingress.ts';
export { type Budget, type BudgetOptions, createBudget } from './budget.ts';
export type { OpenAnswer } from './calls.ts';
export type { MemberServiceOptions, ServiceErrorPlace } from './options.ts';
export { createMemberService } from './service.ts';
