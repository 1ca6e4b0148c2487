import { handler } from '../../../../members.ts';
import { accountOf } from '../../../../session.ts';

/** SvelteKit calls this for every method. */
export const fallback = ({ request }: { readonly request: Request }) =>
  handler(request, accountOf(request.headers.get('cookie')));
