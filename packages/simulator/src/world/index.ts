export type { AttackedBank, Owned, WebhookRoute } from './attacked-bank.ts';
export type { Cast, Persona } from './cast.ts';
export type {
  BackendEvidence,
  BankRequest,
  Leak,
  MemberMoment,
  MxCall,
  PersonEvent,
  ShownToServer,
  WorldEvent,
} from './evidence.ts';
export { ANSWERING, type Answering } from './habits.ts';
export { type GivenToServer, inProcess, type ServerInProcess } from './in-process.ts';
export {
  type BankPlan,
  type Differences,
  type OtherJob,
  type Plan,
  type PlanBase,
  planOf,
  USUAL_PLAN,
  WEBHOOK_WAYS,
  type WebhookWay,
} from './plan.ts';
export { type Launch, type PlayOptions, playPlan, type RunningServer } from './play.ts';
export {
  type BackendFinding,
  type RuleCheck,
  type RuleJudgement,
  spell,
} from './rules/judgement.ts';
export {
  BACKEND_RULES,
  type BackendRule,
  type BackendRuleName,
  brokenRulesIn,
  isBackendRule,
} from './rules/rules.ts';
export {
  type AskedQuestion,
  type GivenValue,
  type PersonToConnect,
  readSeen,
  type SeenByPerson,
  ServerRefused,
  type UserPart,
  UserPartError,
} from './user.ts';
export type { SecretKind, Words } from './words.ts';
