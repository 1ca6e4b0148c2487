import type {
  CallbackPayload,
  CreateMemberRequest,
  MemberAttributes,
  OauthRequest,
  Paging,
} from './types.ts';

/** Our words as MX's. What is left out as `undefined` is not sent. */

export const toWirePaging = ({ page, recordsPerPage }: Paging) => ({
  page,
  records_per_page: recordsPerPage,
});

export const toWireOauth = (request: OauthRequest) => ({
  client_redirect_url: request.clientRedirectUrl,
  referral_source: request.referralSource,
  enable_app2app: request.enableApp2app,
  ui_message_webview_url_scheme: request.uiMessageWebviewUrlScheme,
});

export const toWireAttributes = (request: MemberAttributes) => ({
  id: request.id,
  metadata: request.metadata,
  background_aggregation_is_disabled: request.backgroundAggregationIsDisabled,
  use_cases: request.useCases,
});

export const toWireNewMember = (request: CreateMemberRequest) => ({
  ...toWireOauth(request),
  data_request: request.dataRequest,
  member: {
    ...toWireAttributes(request),
    institution_code: request.institutionCode,
    credentials: request.credentials,
    is_oauth: request.isOauth,
    skip_aggregation: request.skipAggregation || undefined,
  },
});

/** @throws {TypeError} when it is nothing that MX takes in a header (OAS25). */
export function toWireHeaders({ callbackPayload }: CallbackPayload): Record<string, string> {
  if (callbackPayload === undefined) return {};
  if (!/^[!-~]{1,1024}$/.test(callbackPayload))
    throw new TypeError(
      'callbackPayload must be 1 to 1024 printable ASCII characters without spaces; base64 is.',
    );
  return { 'x-callback-payload': callbackPayload };
}
