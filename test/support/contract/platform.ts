import { JOBS, STATUSES } from '@mx-member/machine';
import {
  each,
  exactly,
  flag,
  guid,
  instant,
  nothing,
  oneOf,
  orNull,
  pageOf,
  type Schema,
  text,
  whole,
} from './forms.ts';

/** The requests and responses for users, institutions and members, in both versions of MX's API. */

export type Version = 'v20111101' | 'v20250224';

/** An object with any of these fields and no other. @param required The fields that must be present. */
const some = (fields: Readonly<Record<string, Schema>>, ...required: string[]): Schema => ({
  type: 'object',
  properties: fields,
  required,
  additionalProperties: false,
});
const list = (items: Schema): Schema => ({ type: 'array', items });

const PRODUCTS = oneOf(
  ...['account_verification', 'identity_verification', 'transactions', 'transaction_history'],
  ...['statements', 'investments', 'rewards'],
);
const status: Schema = {
  enum: [...Object.keys(STATUSES).filter((name) => name !== 'null'), null],
};
const useCases = list(oneOf('MONEY_MOVEMENT', 'PFM'));

const user = (version: Version): Schema => {
  const fields = { guid: guid('USR'), ...each(orNull(text), 'id', 'metadata'), is_disabled: flag };
  return version === 'v20111101'
    ? exactly({ ...fields, email: orNull(text) })
    : some({ ...fields, email: text }, ...Object.keys(fields));
};

const institution = (version: Version): Schema =>
  exactly({
    ...each(text, 'code', 'name', 'url'),
    ...each(flag, 'is_disabled_by_client', 'supports_oauth', 'supports_tax_document'),
    ...each(
      nothing,
      ...['forgot_password_url', 'forgot_username_url', 'instructional_text'],
      ...['medium_logo_url', 'small_logo_url', 'trouble_signing_in_url'],
    ),
    instructional_text_steps: list(text),
    iso_country_code: oneOf('US', 'CA'),
    ...(version === 'v20111101'
      ? each(
          flag,
          ...['supports_account_identification', 'supports_account_statement'],
          ...['supports_account_verification', 'supports_transaction_history'],
        )
      : {
          created_at: instant,
          guid: guid('INS'),
          is_hidden: flag,
          supported_products: list(PRODUCTS),
          // MX added this in April 2026, so its file does not have it (D-INST).
          status: text,
          client_status: orNull(text),
        }),
  });

const credential = exactly({
  display_order: whole,
  guid: guid('CRD'),
  label: text,
  ...each(oneOf('LOGIN', 'PASSWORD'), 'field_name', 'field_type', 'type'),
});

/**
 * MX's file leaves this out. Its guides show `error` (D-READ, OASB) and, in a resumed member, the last field
 * (D-MFA).
 */
const member = (version: Version, resumed = false): Schema =>
  exactly({
    ...each(orNull(instant), 'aggregated_at', 'successfully_aggregated_at'),
    ...each(
      flag,
      ...['background_aggregation_is_disabled', 'is_being_aggregated', 'is_managed_by_user'],
      ...['is_manual', 'is_oauth', 'needs_updated_credentials'],
    ),
    connection_status: status,
    error:
      version === 'v20111101'
        ? text
        : some({
            ...each(text, 'error_message', 'error_type', 'locale', 'user_message'),
            error_code: whole,
          }),
    guid: guid('MBR'),
    institution_code: text,
    institution_guid: guid('INS'),
    ...each(orNull(text), 'connection_status_message', 'id', 'metadata', 'oauth_window_uri'),
    ...each(nothing, 'most_recent_job_detail_code', 'most_recent_job_detail_text'),
    most_recent_job_guid: orNull(guid('JOB')),
    name: text,
    use_cases: useCases,
    user_guid: guid('USR'),
    user_id: orNull(text),
    ...(resumed && { is_authenticated: flag }),
  });

const option = { guid: guid('CRO'), ...each(text, 'label', 'value') };
const challenge: Schema = {
  oneOf: [
    ['TEXT', {}],
    ['TOKEN', {}],
    ['IMAGE_DATA', { image_data: text }],
    ['OPTIONS', { options: list(exactly(option)) }],
    ['IMAGE_OPTIONS', { image_options: list(exactly({ ...option, data_uri: text })) }],
  ].map(([type, own]) =>
    exactly({
      field_name: nothing,
      guid: guid('CRD'),
      label: text,
      type: { const: type },
      ...(own as object),
    }),
  ),
};

const memberStatus: Schema = {
  oneOf: [false, true].map((isChallenged) =>
    exactly({
      ...each(orNull(instant), 'aggregated_at', 'successfully_aggregated_at'),
      ...each(
        flag,
        ...['has_processed_account_numbers', 'has_processed_accounts'],
        ...['has_processed_transactions', 'is_authenticated', 'is_being_aggregated'],
      ),
      guid: guid('MBR'),
      connection_status: isChallenged
        ? oneOf('CHALLENGED')
        : { allOf: [status, { not: oneOf('CHALLENGED') }] },
      ...(isChallenged && { challenges: { ...list(challenge), minItems: 1 } }),
    }),
  ),
};

const pairs = list(exactly({ guid: text, value: text }));
const userRequest = exactly({
  user: {
    ...some({ ...each(text, 'email', 'id', 'metadata'), is_disabled: flag }),
    minProperties: 1,
  },
});
const settings = (version: Version) => ({
  background_aggregation_is_disabled: flag,
  credentials: pairs,
  ...each(text, 'id', 'metadata'),
  use_cases: useCases,
  ...(version === 'v20111101' && { skip_aggregation: flag }),
});
const memberRequest = (version: Version) =>
  some(
    {
      ...each(text, 'client_redirect_url', 'ui_message_webview_url_scheme'),
      enable_app2app: flag,
      referral_source: oneOf('APP', 'BROWSER'),
      member: some(
        { ...settings(version), institution_code: text, is_oauth: flag },
        'institution_code',
      ),
      ...(version === 'v20250224' && { data_request: exactly({ products: list(PRODUCTS) }) }),
    },
    'member',
  );

/** The request of a route, and its responses by status. `null` means an empty body. */
export interface Operation {
  readonly method: string;
  /** Parameters of the path. */
  readonly pattern: RegExp;
  readonly query: readonly string[];
  readonly request: Schema | null;
  readonly responses: Readonly<Record<number, Schema | null>>;
}

/** All routes of users, institutions and members. */
export function operations(version: Version): Readonly<Record<string, Operation>> {
  const pages = ['page', 'records_per_page'];
  const one = (name: string, record: Schema) => exactly({ [name]: record });
  const route = (
    method: string,
    path: string,
    responses: Operation['responses'],
    { request = null, query = [] }: Partial<Pick<Operation, 'request' | 'query'>> = {},
  ): Operation => {
    const pattern = new RegExp(`^${path.replaceAll('*', '[^/]+')}$`);
    return { method, pattern, query, request, responses };
  };
  const aMember = one('member', member(version));
  const window = one('member', exactly({ guid: guid('MBR'), oauth_window_uri: text }));
  const filters =
    version === 'v20111101'
      ? [
          ...['supports_account_identification', 'supports_account_statement'],
          ...['supports_account_verification', 'supports_transaction_history'],
        ]
      : ['supported_products', 'include_blocked_institutions'];
  const starts = JOBS.map((job) => {
    const code = job === 'verify' || job === 'fetch_rewards' ? 200 : 202;
    const query = job === 'aggregate' ? ['include_transactions', 'include_holdings'] : [];
    return [job, route('POST', `/users/*/members/*/${job}`, { [code]: aMember }, { query })];
  });
  return {
    listUsers: route(
      'GET',
      '/users',
      { 200: pageOf('users', user(version)) },
      { query: [...pages, 'id', 'email', 'is_disabled'] },
    ),
    createUser: route(
      'POST',
      '/users',
      { 200: one('user', user(version)) },
      { request: userRequest },
    ),
    readUser: route('GET', '/users/*', { 200: one('user', user(version)) }),
    updateUser: route(
      'PUT',
      '/users/*',
      { 200: one('user', user(version)) },
      { request: userRequest },
    ),
    deleteUser: route('DELETE', '/users/*', { 204: null }),
    listInstitutions: route(
      'GET',
      '/institutions',
      { 200: pageOf('institutions', institution(version)) },
      { query: [...pages, 'name', 'iso_country_code', ...filters] },
    ),
    favoriteInstitutions: route(
      'GET',
      '/institutions/favorites',
      { 200: pageOf('institutions', institution(version)) },
      { query: [...pages, 'iso_country_code'] },
    ),
    readInstitution: route('GET', '/institutions/(?!favorites$)*', {
      200: one('institution', institution(version)),
    }),
    institutionCredentials: route(
      'GET',
      '/institutions/*/credentials',
      { 200: pageOf('credentials', credential) },
      { query: pages },
    ),
    listMembers: route(
      'GET',
      '/users/*/members',
      { 200: pageOf('members', member(version)) },
      { query: [...pages, 'use_case'] },
    ),
    createMember: route(
      'POST',
      '/users/*/members',
      { 200: aMember, 202: aMember },
      { request: memberRequest(version) },
    ),
    readMember: route('GET', '/users/*/members/*', { 200: aMember }),
    updateMember: route(
      'PUT',
      '/users/*/members/*',
      { 200: aMember },
      { request: one('member', { ...some(settings(version)), minProperties: 1 }) },
    ),
    deleteMember: route('DELETE', '/users/*/members/*', { 204: null }),
    memberCredentials: route(
      'GET',
      '/users/*/members/*/credentials',
      { 200: pageOf('credentials', credential) },
      { query: pages },
    ),
    status: route('GET', '/users/*/members/*/status', { 200: one('member', memberStatus) }),
    challenges: route(
      'GET',
      '/users/*/members/*/challenges',
      { 200: pageOf('challenges', challenge), 204: null },
      { query: pages },
    ),
    resume: route(
      'PUT',
      '/users/*/members/*/resume',
      { 202: one('member', member(version, true)) },
      { request: one('member', exactly({ challenges: pairs })) },
    ),
    oauthWindowUri: route(
      'GET',
      '/users/*/members/*/oauth_window_uri',
      { 200: window },
      {
        query: [
          ...['client_redirect_url', 'enable_app2app', 'referral_source', 'skip_aggregation'],
          'ui_message_webview_url_scheme',
        ],
      },
    ),
    ...Object.fromEntries(starts),
  };
}
