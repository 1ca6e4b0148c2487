export { createMx } from './client.ts';
export type {
  AnswerWith,
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
  Page,
  Paging,
  UserDetails,
} from './types.ts';
export {
  type MxWebhook,
  parseMxWebhook,
  type WebhookAuthorization,
  type WebhookOptions,
} from './webhook.ts';
