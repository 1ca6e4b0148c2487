import type { Context } from 'hono';
import { HonoBase } from 'hono/hono-base';
import { TrieRouter } from 'hono/router/trie-router';
import { BankRefusal } from '../bank/refusal.ts';
import type { Version } from './bodies.ts';
import { dataRoutes } from './data-routes.ts';
import type { Env } from './env.ts';
import { exchanges } from './exchange.ts';
import { ConnectionDropped } from './faults.ts';
import { institutionRoutes } from './institution-routes.ts';
import { memberRoutes } from './member-routes.ts';
import { isAtMx } from './mx-addresses.ts';
import { oauthPages } from './oauth-pages.ts';
import type { AddRoute, Site } from './site.ts';
import { userRoutes } from './user-routes.ts';
import { widgetPages, widgetUrls } from './widget-pages.ts';

/** The media type that selected v20111101 until August 2026 (D-FMT). */
const OLD_MEDIA_TYPE = /application\/vnd\.mx\.api\.v1\+json/;

/** The API version of a request (D-MIG, OAS25). @throws BankRefusal 406 when the request does not name one. */
function versionOf(c: Context, { allowMissingAcceptVersion }: Site): Version {
  const version = c.req.header('accept-version');
  if (version === 'v20250224' || version === 'v20111101') return version;
  const isOldWay = version === undefined && OLD_MEDIA_TYPE.test(c.req.header('accept') ?? '');
  if (isOldWay && allowMissingAcceptVersion) return 'v20111101';
  throw new BankRefusal(
    406,
    'Name an API version in every request: "Accept-Version: v20250224" or "Accept-Version: v20111101".',
  );
}

const refused = (
  c: Context,
  status: BankRefusal['status'] | 500 | 501,
  error: { readonly message: string; readonly type?: string },
  guid?: string,
) => c.json({ error, ...(guid !== undefined && { guid }) }, status);

/** The platform over HTTP. */
export function createRoutes(site: Site): HonoBase<Env> {
  // A single router keeps the bundle of a page with the bank small.
  const app = new HonoBase<Env>({ router: new TrieRouter() });
  const add: AddRoute = (name, method, path, handler) => {
    app.on(method, path, site.faults.middleware(name), handler);
  };

  app.onError((error, c) => {
    if (error instanceof ConnectionDropped) throw error;
    if (!(error instanceof BankRefusal))
      return refused(c, 500, { message: 'The simulator has an internal error.' });
    const { status, message, type, holder } = error;
    const named = site.wire.conflictNamesMember ? holder : undefined;
    return refused(c, status, { message, ...(type !== undefined && { type }) }, named);
  });
  app.notFound((c) => {
    const { method } = c.req;
    return isAtMx(method, c.req.path)
      ? refused(c, 501, { message: `MX has ${method} ${c.req.path}, but the simulator does not.` })
      : refused(c, 404, { message: 'The address does not exist.' });
  });

  // By the clock of the bank, which is also the clock of every time in a body.
  app.use(async (c, next) => {
    await next();
    c.header('date', new Date(site.bank.now).toUTCString());
  });
  if (site.onExchange) app.use(exchanges(() => site.bank.now, site.onExchange));

  // The user's browser opens these pages, without the client's key.
  oauthPages(add, site);
  widgetPages(add, site);

  app.use(async (c, next) => {
    if (c.req.header('authorization') !== site.authorization)
      throw new BankRefusal(401, 'The client id or the API key is wrong (Basic authentication).');
    c.set('version', versionOf(c, site));
    await next();
  });
  userRoutes(add, site);
  institutionRoutes(add, site);
  memberRoutes(add, site);
  dataRoutes(add, site);
  widgetUrls(add, site);
  return app;
}
