/** MX's JSON, as far as the tests look at it. What a body really holds is for them to find out. */

export interface WireOption {
  readonly guid: string;
  readonly label: string;
  readonly value: string;
}

export interface WireChallenge {
  readonly guid: string;
  readonly type: string | number;
  readonly label: string;
  readonly image_data?: string;
  readonly options?: readonly WireOption[];
  readonly image_options?: readonly (WireOption & { readonly data_uri: string })[];
}

export interface WireMember {
  readonly guid: string;
  readonly id: string | null;
  readonly metadata: string | null;
  readonly connection_status: string | null;
  readonly is_being_aggregated: boolean;
  readonly aggregated_at: string | null;
  readonly oauth_window_uri: string;
  /** Its form differs from version to version. */
  readonly error: unknown;
  /** There only while the status is CHALLENGED. */
  readonly challenges?: readonly WireChallenge[];
}

/** A body has one of these, a page of them with `pagination`, or `error`. */
export interface WireBody {
  readonly user: { readonly guid: string };
  readonly users: readonly { readonly guid: string }[];
  readonly institution: { readonly guid: string };
  readonly institutions: readonly object[];
  readonly credentials: readonly object[];
  readonly member: WireMember;
  readonly members: readonly WireMember[];
  readonly challenges: readonly WireChallenge[];
  readonly pagination: { readonly per_page: number };
  readonly error: { readonly message: string };
}

/** What MX tells by webhook. */
export interface WireWebhook {
  readonly type: string;
  readonly member_guid: string;
  readonly connection_status?: string;
}
