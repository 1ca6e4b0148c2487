import type { CreationOptions, OauthRequest } from '@mx-member/machine/hosting';

/** The options of the widget that reach MX, as the widget passes them with its calls (CW). */
export interface WidgetConfig {
  readonly use_cases?: readonly string[] | null;
  readonly data_request?: {
    readonly products?: readonly string[];
    /** `false` if the page has asked for the products, instead of a mode. */
    readonly inferred?: boolean;
  } | null;
  readonly disable_background_agg?: boolean | null;
  readonly oauth_referral_source?: 'BROWSER' | 'APP' | null;
  readonly client_redirect_url?: string | null;
  readonly ui_message_webview_url_scheme?: string | null;
  readonly enable_app2app?: boolean | null;
}

/** What MX should do for a new member. */
export function optionsOf(config: WidgetConfig): Omit<CreationOptions, 'job'> {
  const { use_cases: useCases, data_request: request, disable_background_agg: isOff } = config;
  const products = request?.products;
  return {
    ...(useCases?.length && { useCases }),
    ...(products?.length && { dataRequest: { products } }),
    ...(typeof isOff === 'boolean' && { backgroundAggregationIsDisabled: isOff }),
  };
}

/** The way to the bank's own page and back. The widget passes its scheme to browsers too, where MX does not take it. */
export function oauthOf(config: WidgetConfig): OauthRequest {
  const { client_redirect_url: clientRedirectUrl, ui_message_webview_url_scheme: scheme } = config;
  return {
    ...(config.enable_app2app === false && { enableApp2app: false }),
    ...(config.oauth_referral_source === 'APP' && {
      referralSource: 'APP',
      ...(clientRedirectUrl && { clientRedirectUrl }),
      ...(scheme && { uiMessageWebviewUrlScheme: scheme }),
    }),
  };
}
