import { createHost } from '@mx-member/host';
import { createHostHandler, type HostHandlerOptions } from '@mx-member/host/http';
import type { MemberHost } from '@mx-member/machine/hosting';
import { afterEach } from 'vitest';
import { Bank, memberOf } from '../../support/bank.ts';

/** A host that a handler serves, without a network. */

/** The member of the tests, and its path. */
export const MEMBER = memberOf(1);
export const AT = '/users/USR-1/members/MBR-1';
/** A text that no response may contain. */
export const SECRET = 'unmistakable-482913';

const opened: MemberHost[] = [];
/** Closes the hosts after each test of a file. */
export const closeHosts = () =>
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((host) => host.close()));
  });

/** A handler of a host at a bank, and a function that sends it requests. */
export async function serve(options: Partial<HostHandlerOptions> = {}, bank = new Bank()) {
  const host = await createHost({ port: bank });
  opened.push(host);
  const handler = createHostHandler(host, { authorize: () => true, ...options });
  const send = async (method: string, path: string, body?: unknown, init: RequestInit = {}) => {
    const request = new Request(`http://host.test${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...init,
    });
    const response = await handler(request);
    const text = await response.text();
    return { response, text, json: text === '' ? undefined : JSON.parse(text) };
  };
  return { host, bank, handler, send };
}
