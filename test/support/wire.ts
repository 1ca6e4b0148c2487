/** MX's JSON, as far as the tests read it. The tests find out what a body really contains. */

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
  /** Its form depends on the API version. */
  readonly error: unknown;
  /** Present only while the status is CHALLENGED. */
  readonly challenges?: readonly WireChallenge[];
}

export interface WireAccount {
  readonly guid: string;
  readonly type: string;
  readonly account_number: string;
  readonly account_ownership: string | null;
  readonly balance: number;
  readonly available_balance: number | null;
  readonly available_credit: number | null;
  readonly cash_balance: number | null;
  readonly credit_limit: number | null;
  readonly imported_at: string;
}

export interface WireTransaction {
  readonly guid: string;
  readonly account_guid: string;
  readonly member_guid: string;
  readonly amount: number;
  readonly category_guid: string;
  readonly date: string;
  readonly type: 'CREDIT' | 'DEBIT';
  readonly status: 'POSTED' | 'PENDING';
  readonly created_at: string;
  readonly updated_at: string;
  readonly transacted_at: string;
}

/** Other data of a job, as far as its records are similar. */
export interface WireRecord {
  readonly guid: string;
  readonly account_guid: string;
  readonly account_number: string;
  readonly market_value: number;
  readonly content_hash: string;
  readonly uri: string;
}

/** A body has one of these, a page of them with `pagination`, or `error`. */
export interface WireBody {
  readonly user: { readonly guid: string };
  readonly widget_url: { readonly type: string; readonly url: string };
  readonly users: readonly { readonly guid: string }[];
  readonly institution: { readonly guid: string };
  readonly institutions: readonly object[];
  readonly credentials: readonly object[];
  readonly member: WireMember;
  readonly members: readonly WireMember[];
  readonly challenges: readonly WireChallenge[];
  readonly account: WireAccount;
  readonly accounts: readonly WireAccount[];
  readonly account_numbers: readonly WireRecord[];
  readonly account_owners: readonly WireRecord[];
  readonly transaction: WireTransaction;
  readonly transactions: readonly WireTransaction[];
  readonly pagination: {
    readonly per_page: number;
    readonly total_entries: number;
    readonly total_pages: number;
  };
  readonly error: { readonly message: string };
}

/** The content of MX's webhooks. */
export interface WireWebhook {
  readonly action: string;
  readonly type: string;
  readonly member_guid: string;
  readonly connection_status?: string;
  readonly transactions_created_count?: number;
  readonly member?: { readonly revision: number };
  readonly user?: object;
}
