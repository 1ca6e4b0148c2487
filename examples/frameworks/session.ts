/** Who is signed in at your site. `undefined` for nobody. */
export type Account = { readonly id: string } | undefined;

/**
 * Stands in for your session. Everybody is signed in as ada, with the cookie `account=bob` as bob, and with `account=`
 * nobody is. Anybody can send that, so replace it before somebody else can reach your server.
 */
export function accountOf(cookie: string | null | undefined): Account {
  const id = /(?:^|; ?)account=(\w*)/.exec(cookie ?? '')?.[1] ?? 'ada';
  return id === '' ? undefined : { id };
}
