/** The server of `process.ts` with the routes that `test-backend` calls by default. */
import type { IncomingMessage } from 'node:http';
import { backend, bodyOf, listen } from './process.ts';
import type { Reply } from './sample/sample.ts';

async function replyTo(request: IncomingMessage): Promise<Reply> {
  const [, what, guid = '', rest] = (request.url ?? '').split('/');
  if (what === 'webhooks') return backend.webhook(String((await bodyOf(request)).member_guid));
  if (request.method === 'GET') return backend.status(guid);
  const body = await bodyOf(request);
  return rest === 'answers'
    ? backend.answer(guid, body.answers as { guid: string; value: string }[])
    : backend.start(body);
}

listen(replyTo);
