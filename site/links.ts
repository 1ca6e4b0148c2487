import { posix } from 'node:path';
import { ADDRESS } from '../scripts/manifests/owner.ts';
import { PAGES } from './pages.ts';

/** Links of a page as they are on the site. */

const PATHS: ReadonlyMap<string, string> = new Map(PAGES.map(({ file, path }) => [file, path]));

const OWN = new RegExp(`^${ADDRESS.replaceAll('.', '\\.')}/(?:blob|tree)/main/`);

/** Pictures of the repository, which are copied beside the pages. */
export const isPicture = (file: string): boolean => /\.(?:png|svg)$/.test(file);

/**
 * Where a link of a page leads on the site: to the page of the file, or to the file in the repository where it is no page.
 * @param href As it stands in the Markdown.
 * @param from The file that it stands in, from the root of the repository.
 */
export function linkOnSite(href: string, from: string): string {
  if (href.startsWith('#') || (/^[a-z]+:/.test(href) && !OWN.test(href))) return href;
  const [target = '', anchor] = href.split('#');
  const file = OWN.test(target)
    ? target.replace(OWN, '')
    : posix.join(posix.dirname(from), decodeURI(target));
  const path = PATHS.get(file) ?? PATHS.get(posix.join(file, 'README.md'));
  const end = anchor === undefined ? '' : `#${anchor}`;
  if (path !== undefined) return `/${path}${end}`;
  return isPicture(file) ? `/${file}` : `${ADDRESS}/blob/main/${file}${end}`;
}

/** The text of a page with the links of the site. Programs stay as they are. */
export const withSiteLinks = (text: string, from: string): string =>
  text
    .split(/(```.*?```|`[^`\n]*`)/s)
    .map((part) =>
      part.startsWith('`')
        ? part
        : part
            .replace(/(\]\()([^)\s]+)(\))/g, (_, open, href, close) =>
              [open, linkOnSite(href, from), close].join(''),
            )
            .replace(/((?:src|srcset)=")([^"]+)(")/g, (_, open, href, close) =>
              [open, linkOnSite(href, from), close].join(''),
            ),
    )
    .join('');
