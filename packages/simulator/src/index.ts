export type { BackgroundOptions } from './bank/background.ts';
export type { Bank } from './bank/bank.ts';
export type {
  InstitutionBlocks,
  InstitutionError,
} from './bank/blocks.ts';
export { ANSWERS, type AnswerRow } from './bank/challenges.ts';
export type { BankChange } from './bank/change.ts';
export type { MemberFields } from './bank/fields.ts';
export type { KeptBank, Written } from './bank/kept.ts';
export type { Member } from './bank/member.ts';
export type { Received, StartResult } from './bank/received.ts';
export {
  PASSWORDS,
  type Password,
  SCRIPT_PREFIX,
  type Script,
  scriptOf,
} from './bank/scripts.ts';
export type { Troubles } from './bank/troubles.ts';
export type { User } from './bank/user.ts';
export type { EndpointName } from './http/endpoint-names.ts';
export type { Exchange } from './http/exchange.ts';
export type { FaultRule } from './http/fault-rules.ts';
export type { Faults } from './http/faults.ts';
export { parseFault } from './http/parse-fault.ts';
export { planTroubles, type TroublePlan } from './months/plan-troubles.ts';
export {
  createMxSimulator,
  DEFAULT_API_KEY,
  DEFAULT_CLIENT_ID,
  type MxSimulator,
  type MxSimulatorOptions,
} from './simulator.ts';
export type { WebhookName } from './webhooks/bodies.ts';
export type {
  Webhooks,
  WebhookTarget,
} from './webhooks/webhooks.ts';
