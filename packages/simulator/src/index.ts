export type { Bank, MemberFields, StartResult } from './bank/bank.ts';
export { ANSWERS, type AnswerRow, type Judgement } from './bank/challenges.ts';
export type { Action, Change } from './bank/change.ts';
export type { KeptBank, Written } from './bank/kept.ts';
export type { Face, Member, Received } from './bank/member.ts';
export type { BankOptions } from './bank/options.ts';
export {
  PASSWORDS,
  type Password,
  type Script,
  SIMULATE,
  type Step,
  scriptOf,
  statusesOf,
} from './bank/scenarios.ts';
export type { User } from './bank/user.ts';
export type { WireOptions } from './http/bodies.ts';
export type { Exchange } from './http/exchange.ts';
export type { FaultRule, InjectedFault, When } from './http/fault-rules.ts';
export type { Faults, Sleep } from './http/faults.ts';
export { parseFault } from './http/parse-fault.ts';
export { ROUTE_NAMES, type RouteName } from './http/route-names.ts';
export {
  createMxSimulator,
  DEFAULT_API_KEY,
  DEFAULT_CLIENT_ID,
  type MxSimulator,
  type MxSimulatorOptions,
} from './simulator.ts';
export { WEBHOOKS, type WebhookName } from './webhook-bodies.ts';
export type { WebhookOptions, Webhooks } from './webhooks.ts';
