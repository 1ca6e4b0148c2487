import type { MemberId } from '@mx-member/machine';
import { type Shown, serveLoop } from './loop.ts';
import { ADDRESS, KEYS } from './members.ts';

/** `fetch` alone, without a check of the response and without a time limit. */
const headers = {
  accept: 'application/vnd.mx.api.v1+json',
  'accept-version': 'v20111101',
  authorization: `Basic ${btoa(`${KEYS.clientId}:${KEYS.apiKey}`)}`,
};

async function send(
  { userGuid, memberGuid }: MemberId,
  method: string,
  path: string,
  body?: object,
): Promise<Shown> {
  const url = `${ADDRESS.origin}/users/${userGuid}/members/${memberGuid}${path}`;
  const response = await fetch(url, {
    method,
    headers: body ? { ...headers, 'content-type': 'application/json' } : headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return ((await response.json()) as { member: Shown }).member;
}

await serveLoop({
  start: (member) => send(member, 'POST', '/aggregate'),
  status: (member) => send(member, 'GET', '/status'),
  answer: (member, challenges) => send(member, 'PUT', '/resume', { member: { challenges } }),
  read: (member) => send(member, 'GET', ''),
});
