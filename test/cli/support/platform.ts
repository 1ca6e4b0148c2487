import { createMember } from '../../support/new-member.ts';
import { simulatedMx } from '../../support/simulated-mx.ts';

/** The output of `mx-member simulate --json`. */
export interface Served {
  readonly url: string;
  readonly clientId: string;
  readonly apiKey: string;
}

/** The fields of MX that these tests use. */
export interface Member {
  readonly guid: string;
  readonly connection_status: string;
  readonly is_being_aggregated: boolean;
  readonly is_authenticated: boolean;
  readonly challenges?: readonly { readonly guid: string; readonly label: string }[];
}

/** Calls the platform as MX's guides do with curl. */
export function platform({ url, clientId, apiKey }: Served) {
  async function call(method: string, path: string, body?: object) {
    const response = await fetch(url + path, {
      method,
      headers: {
        accept: 'application/vnd.mx.api.v1+json',
        'accept-version': 'v20111101',
        authorization: `Basic ${btoa(`${clientId}:${apiKey}`)}`,
        'content-type': 'application/json',
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const json = (await response.json()) as {
      readonly member: Member;
    };
    return { status: response.status, ...json };
  }

  /** Creates a user and a member at MX Bank, without a job. @returns The path of the member. */
  async function createPath(password: string): Promise<string> {
    const { userGuid, memberGuid } = await createMember(simulatedMx(url), password);
    return `/users/${userGuid}/members/${memberGuid}`;
  }

  return { call, createPath };
}
