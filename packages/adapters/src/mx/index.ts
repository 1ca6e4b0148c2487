export type { Limits } from '@mx-member/http/limits';
export type { CredentialField, Limiter } from '@mx-member/machine/hosting';
export type { MxCallOptions, MxReadOptions } from './call-options.ts';
export { createMx } from './client.ts';
export type {
  AccountDetails,
  AccountNumberDetails,
  AccountOwnerDetails,
  MemberDataRequest,
  MxData,
  TransactionDetails,
  TransactionsRequest,
} from './data-types.ts';
export { ensureUser, type UserKeeper } from './ensure-user.ts';
export type { MxHooks, MxRequestEvent, MxResponseEvent } from './hooks.ts';
export type { InstitutionDetails, MxInstitutions } from './institution-calls.ts';
export type { Mx } from './mx.ts';
export type { Listing, Page, Paging } from './pages.ts';
export { MxConflict } from './refusal.ts';
export type {
  CallbackPayload,
  CreateMemberRequest,
  Credential,
  InstitutionFilter,
  JobAttributes,
  MemberAttributes,
  MemberDetails,
  MemberFilter,
  MxOptions,
  MxVersion,
  OauthRequest,
  OpenSealed,
  SealedFor,
  UserAttributes,
  UserDetails,
  UserFilter,
} from './types.ts';
export {
  type MxWebhook,
  parseMxWebhook,
  type WebhookAuthorization,
  type WebhookOptions,
} from './webhook.ts';
