import { readFileSync } from 'node:fs';

const PAGE = new URL('../../docs/sources.md', import.meta.url);

/** The tags that `docs/sources.md` explains: the first column of its table. The table of beliefs below it only cites them. */
export const SOURCE_TAGS: ReadonlySet<string> = new Set(
  [...readFileSync(PAGE, 'utf8').matchAll(/^\| ([A-Z][\w, -]+?) +\| /gm)].flatMap(([, tags = '']) =>
    tags.split(', '),
  ),
);
