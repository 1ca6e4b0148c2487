import { handler } from '../../../../members.ts';
import { accountOf } from '../../../../session.ts';

// Next passes an argument of its own to a route, so `handler` is not exported as it is.
const serve = (request: Request) => handler(request, accountOf(request.headers.get('cookie')));

export { serve as DELETE, serve as GET, serve as POST, serve as PUT };
