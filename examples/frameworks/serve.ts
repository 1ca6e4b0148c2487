import { handler } from './members.ts';
import { accountOf } from './session.ts';

/** Answers a request below `/api/mx`. Take the account from your own session. */
export const serve = (request: Request): Promise<Response> =>
  handler(request, accountOf(request.headers.get('cookie')));
