export { createMx } from './client.ts';
export type {
  CallbackPayload,
  CreateMemberRequest,
  Credential,
  CredentialField,
  MemberAttributes,
  MemberDetails,
  Mx,
  MxOptions,
  MxVersion,
  OauthRequest,
  OpenSealed,
  Page,
  Paging,
  SealedFor,
  UserDetails,
} from './types.ts';
export {
  type MxWebhook,
  parseMxWebhook,
  type WebhookAuthorization,
  type WebhookOptions,
} from './webhook.ts';
