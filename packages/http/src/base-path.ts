import { Refusal } from './problems.ts';

/** @returns The path of a request after `basePath`. `null` if it does not begin with `basePath`. */
export function pathBelow(basePath: string, { url }: Request): string | null {
  const { pathname } = new URL(url);
  return pathname === basePath || pathname.startsWith(`${basePath}/`)
    ? pathname.slice(basePath.length)
    : null;
}

/** The refusal of a path to which nothing belongs. @param path The result of {@link pathBelow}. */
export const noSuchAddress = (path: string | null): Refusal =>
  new Refusal(
    'no-such-address',
    path === null
      ? {
          detail:
            'The path does not begin with the basePath of this server. Does the framework remove a prefix, as app.use and routers of Express do?',
        }
      : {},
  );
