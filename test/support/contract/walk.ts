import { JOBS } from '@mx-member/machine';
import { PASSWORDS, SCRIPT_PREFIX } from '@mx-member/simulator';
import { credentials, KEYS, V1, V2 } from '../simulated.ts';
import type { WireBody } from '../wire.ts';
import type { Version } from './platform.ts';

/** Every valid call of the platform, and some calls that it refuses. */
export async function walk({
  version,
  fetch,
  pass,
}: {
  readonly version: Version;
  readonly fetch: (request: Request) => Promise<Response>;
  /** Lets this time pass, in ms. */
  readonly pass: (ms: number) => void;
}): Promise<void> {
  const call = async (method: string, path: string, body?: unknown): Promise<WireBody> => {
    const headers = { ...KEYS, ...(version === 'v20111101' ? V1 : V2) };
    const response = await fetch(
      new Request(`http://mx.test${path}`, {
        method,
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    return JSON.parse(text === '' ? 'null' : text);
  };
  const createUser = async (fields: object = { metadata: 'm' }) =>
    (await call('POST', '/users', { user: fields })).user.guid;

  await users();
  await institutions();
  const scripts = [
    'text+options+token+image+image_options',
    'DELAYED,token',
    'CONNECTED/1001',
    'null',
  ];
  for (const password of [
    ...PASSWORDS.map((row) => row.password),
    ...scripts.map((script) => SCRIPT_PREFIX + script),
  ])
    for (const answer of ['correct', 'wrong']) await member(password, answer);
  await oauth();

  async function users() {
    const fields = { email: 'ada@example.com', metadata: '{}', is_disabled: true };
    const guid = await createUser({ ...fields, id: 'ada' });
    await createUser({ is_disabled: false });
    for (const query of ['', '?page=2&records_per_page=10', '?id=ada', '?is_disabled=true'])
      await call('GET', `/users${query}`);
    await call('GET', `/users/${guid}`);
    await call('PUT', `/users/${guid}`, { user: { email: 'b@example.org', is_disabled: false } });
    for (const wrong of [{}, { email: null }, { id: 'a b' }, { id: 'ada' }])
      await call('POST', '/users', { user: wrong });
    await call('DELETE', `/users/${guid}`);
    await call('GET', `/users/${guid}`);
  }

  async function institutions() {
    const filters =
      version === 'v20111101'
        ? ['supports_account_verification=true', 'supports_transaction_history=false']
        : ['supported_products=statements', 'supported_products=history,rewards'];
    for (const query of [
      '',
      'name=bank&page=1',
      'iso_country_code=US&iso_country_code=CA',
      ...filters,
    ])
      await call('GET', `/institutions?${query}`);
    await call('GET', '/institutions/favorites?iso_country_code=US');
    for (const code of ['mxbank', 'mx_bank_oauth', 'nobank']) {
      await call('GET', `/institutions/${code}`);
      await call('GET', `/institutions/${code}/credentials?records_per_page=10`);
    }
  }

  async function member(password: string, answer: string) {
    const user = await createUser();
    const { member: created } = await call('POST', `/users/${user}/members`, {
      ...(version === 'v20250224' && { data_request: { products: ['transactions'] } }),
      member: {
        institution_code: 'mxbank',
        credentials: credentials(password),
        use_cases: ['PFM'],
      },
    });
    const path = `/users/${user}/members/${created.guid}`;
    await follow(path, answer);
    for (const job of JOBS) {
      await call('POST', `${path}/${job}`);
      await call(
        'POST',
        `${path}/aggregate${version === 'v20111101' ? '?include_transactions=false' : ''}`,
      );
      await follow(path, answer);
    }
    await call('PUT', path, { member: { metadata: 'changed', id: 'mine' } });
    await call('PUT', path, { member: { credentials: credentials('challenge') } });
    await follow(path, 'challenge');
    await call('GET', `${path}/credentials`);
    await call('GET', `/users/${user}/members?use_case=PFM`);
    await call('PUT', `${path}/resume`, {
      member: { challenges: [{ guid: 'CRD-1', value: 'x' }] },
    });
    await call('DELETE', path);
    await call('GET', `${path}/status`);
  }

  /** Polls a member, and answers up to three rounds of questions. */
  async function follow(path: string, answer: string) {
    for (let round = 0; round < 3; round++) {
      await call('GET', `${path}/status`);
      pass(1_000);
      await call('GET', path);
      const asked = await call('GET', `${path}/challenges`);
      const { member: read } = await call('GET', `${path}/status`);
      if (!asked || !read.challenges) continue;
      const challenges = read.challenges.map(({ guid }) => ({ guid, value: answer }));
      await call('PUT', `${path}/resume`, { member: { challenges } });
    }
  }

  async function oauth() {
    const user = await createUser();
    const { member: created } = await call('POST', `/users/${user}/members`, {
      referral_source: 'APP',
      client_redirect_url: 'https://app.example/back',
      enable_app2app: false,
      ui_message_webview_url_scheme: 'app',
      member: { institution_code: 'mx_bank_oauth', is_oauth: true },
    });
    const path = `/users/${user}/members/${created.guid}`;
    await call('POST', `${path}/aggregate`);
    const query = 'referral_source=BROWSER&skip_aggregation=false&enable_app2app=true';
    await call('GET', `${path}/oauth_window_uri?${query}`);
    await follow(path, '');
  }
}
