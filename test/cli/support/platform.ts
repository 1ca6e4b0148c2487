/** What `mx-member simulate --json` prints. */
export interface Served {
  readonly url: string;
  readonly clientId: string;
  readonly apiKey: string;
}

/** MX's own field names, as far as these tests look at them. */
export interface Member {
  readonly guid: string;
  readonly connection_status: string;
  readonly is_being_aggregated: boolean;
  readonly is_authenticated: boolean;
  readonly challenges?: readonly { readonly guid: string; readonly label: string }[];
}

/** Calls the platform as MX's guides do, with curl's means. */
export function platform({ url, clientId, apiKey }: Served) {
  async function call(method: string, path: string, body?: object) {
    const response = await fetch(url + path, {
      method,
      headers: {
        accept: 'application/vnd.mx.api.v1+json',
        authorization: `Basic ${btoa(`${clientId}:${apiKey}`)}`,
        'content-type': 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const json = (await response.json()) as {
      readonly user: { readonly guid: string };
      readonly member: Member;
      readonly credentials: readonly { readonly guid: string; readonly field_name: string }[];
    };
    return { status: response.status, ...json };
  }

  /** Makes a user and a member at MX Bank, without a job. */
  async function createMember(password: string) {
    const { user } = await call('POST', '/users', { user: { is_disabled: false } });
    const { credentials } = await call('GET', '/institutions/mxbank/credentials');
    const { member } = await call('POST', `/users/${user.guid}/members`, {
      member: {
        institution_code: 'mxbank',
        credentials: credentials.map(({ guid, field_name }) => ({
          guid,
          value: field_name === 'LOGIN' ? 'mxuser' : password,
        })),
        skip_aggregation: true,
      },
    });
    return {
      user: user.guid,
      member: member.guid,
      path: `/users/${user.guid}/members/${member.guid}`,
    };
  }

  return { call, createMember };
}
