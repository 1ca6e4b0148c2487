/** The server of `process.ts` behind a login, with a cookie and own routes. Its sessions are gone after a restart. */
import type { IncomingMessage } from 'node:http';
import { backend, bodyOf, type HttpReply, listen, memberOf } from './process.ts';
import type { Reply } from './sample/sample.ts';

/** The user of each session. */
const sessions = new Map<string, string>();
const SCREENS = { working: 'wait', asking: 'question', connected: 'done', failed: 'error' };

function signedIn(name: string, password: string): HttpReply {
  if (password !== 'test') return { status: 403, body: {} };
  const session = crypto.randomUUID();
  sessions.set(session, name);
  const headers = { 'set-cookie': `session=${session}; HttpOnly; SameSite=Lax` };
  return { status: 200, body: {}, headers };
}

function shown({ status, body }: Reply): Reply {
  const { state, questions } = body as { state: keyof typeof SCREENS; questions: object };
  return status === 200
    ? { status, body: { screen: SCREENS[state], questions } }
    : { status, body };
}

async function replyTo(request: IncomingMessage): Promise<HttpReply> {
  const route = `${request.method} ${request.url}`;
  if (route === 'POST /session') {
    const { name, password } = await bodyOf(request);
    return signedIn(String(name), String(password));
  }
  const [, session = ''] = /session=([\w-]+)/.exec(request.headers.cookie ?? '') ?? [];
  const user = sessions.get(session);
  if (!user) return { status: 401, body: {} };
  const member = memberOf(user);
  if (route === 'GET /connection') return shown(await backend.status(member));
  const body = await bodyOf(request);
  return route === 'POST /connection/answers'
    ? backend.answer(member, body.answers as { guid: string; value: string }[])
    : backend.start({ user_guid: user, member_guid: body.member, credentials: body.credentials });
}

listen(replyTo);
