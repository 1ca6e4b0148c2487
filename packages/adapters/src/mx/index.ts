export type { Credential } from '@mx-member/http/create';
export type { Limits } from '@mx-member/http/limits';
export type {
  CredentialField,
  InstitutionDetails,
  Limiter,
  OauthRequest,
} from '@mx-member/machine/hosting';
export { createMx } from './client.ts';
export type {
  AccountDetails,
  AccountNumberDetails,
  AccountOwnerDetails,
  MemberDataRequest,
  TransactionDetails,
} from './data-types.ts';
export { ensureUser } from './ensure-user.ts';
export type { Mx } from './mx.ts';
export type {
  Listing,
  Page,
} from './pages.ts';
export type { MxCallOptions, MxReadOptions } from './port/call-options.ts';
export type { MxRequestEvent } from './port/hooks.ts';
export { MxConflict } from './port/refusal.ts';
export type {
  CallbackPayload,
  MxVersion,
  OpenSealed,
  SealedFor,
} from './port/request.ts';
export type {
  CreateMemberRequest,
  MemberAttributes,
  MemberDetails,
  MemberFilter,
  MxOptions,
  UserAttributes,
  UserDetails,
  UserFilter,
} from './types.ts';
export {
  type MxWebhook,
  parseMxWebhook,
  type WebhookOptions,
} from './webhook.ts';
