import type { MemberId } from '@mx-member/machine';
import * as v from 'valibot';
import { serveLoop } from './loop.ts';
import { ADDRESS, KEYS } from './members.ts';

/** `fetch` with the minimum that is safe: a time limit, a body limit, no redirects, and a check of the fields that we check. */
const MAX_TIME = 10_000;
const MAX_BODY = 2 ** 20;

const text = v.nullish(v.string());
const Option = v.object({ guid: text, label: text, value: text, data_uri: text });
const Challenge = v.object({
  guid: v.pipe(v.string(), v.nonEmpty()),
  type: v.nullish(v.union([v.string(), v.number()])),
  label: text,
  image_data: text,
  options: v.nullish(v.array(Option)),
  image_options: v.nullish(v.array(Option)),
});
const Member = v.object({
  connection_status: v.nullable(v.string()),
  is_being_aggregated: v.nullish(v.boolean()),
  aggregated_at: text,
  successfully_aggregated_at: text,
  challenges: v.nullish(v.array(Challenge)),
  connection_status_message: text,
  error: v.optional(v.unknown()),
});
const Body = v.object({ member: Member });

const authorization = `Basic ${btoa(`${KEYS.clientId}:${KEYS.apiKey}`)}`;
const headers = {
  accept: 'application/vnd.mx.api.v1+json',
  'accept-version': 'v20111101',
  authorization,
};

async function send(member: MemberId, method: string, path: string, body?: object) {
  const url = `${ADDRESS.origin}/users/${member.userGuid}/members/${member.memberGuid}${path}`;
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    signal: AbortSignal.timeout(MAX_TIME),
    headers: body ? { ...headers, 'content-type': 'application/json' } : headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.byteLength;
    if (length > MAX_BODY) throw new Error('The body is too long.');
    chunks.push(chunk);
  }
  return v.parse(Body, JSON.parse(Buffer.concat(chunks).toString())).member;
}

await serveLoop({
  start: (member) => send(member, 'POST', '/aggregate'),
  status: (member) => send(member, 'GET', '/status'),
  answer: (member, challenges) => send(member, 'PUT', '/resume', { member: { challenges } }),
  read: (member) => send(member, 'GET', ''),
});
