import { posix } from 'node:path';
import { ADDRESS } from '../scripts/manifests/owner.ts';
import { PAGES } from './pages.ts';

/** Turns the links of a page into links of the site. */

const PATHS: ReadonlyMap<string, string> = new Map(PAGES.map(({ file, path }) => [file, path]));

const OWN = new RegExp(`^${ADDRESS.replaceAll('.', '\\.')}/(?:blob|tree)/main/`);

/** The anchor of a heading, as GitHub makes it: a link leads to the same place there and on the site. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

/** Whether a file is a picture. Pictures are copied beside the pages. */
export const isPicture = (file: string): boolean => /\.(?:png|svg)$/.test(file);

/**
 * The target of a link on the site: the page of the file, or the file in the repository if it is not a page.
 * @param href The link in the Markdown.
 * @param from The file with the link, from the root of the repository.
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

/** The text of a page with links of the site. Code stays as it is. */
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
