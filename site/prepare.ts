import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withSiteLinks } from './links.ts';
import { PAGES, type SitePage } from './pages.ts';

/** Copies the pages of the site from the repository into `site/.pages`. */

const ROOT = join(import.meta.dirname, '..');
const OUT = join(import.meta.dirname, '.pages');

/** Folders with pictures for the pages. */
const PICTURES = ['docs', 'bench/charts'];

function write(path: string, text: string): void {
  const file = join(OUT, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Where a page shows the playground. On the site it is a frame, which is loaded when a reader comes near it. */
const PLAYGROUND = '<!-- playground -->';
const FRAME =
  '<iframe class="playground" src="/playground/index.html?embed" title="The playground: a simulated bank, and the running chart" loading="lazy"></iframe>';

/** Where the first page shows what the bank receives. A program makes the table. */
const LEDGER = '<!-- ledger -->';
const ledger = (): string =>
  execFileSync(
    join(ROOT, 'node_modules/.bin/node'),
    ['--conditions=@mx-member/source', join(ROOT, 'packages/playground/ledger/main.ts')],
    { encoding: 'utf8' },
  );

/** A page that the search leaves out. It has every word of the screen, so it would answer every question. */
const UNSEARCHED: readonly string[] = ['texts'];

const writePage = ({ path, file }: SitePage): void =>
  write(
    `${path}.md`,
    [
      UNSEARCHED.includes(path) ? '---\nsearch: false\n---\n\n' : '',
      withSiteLinks(readFileSync(join(ROOT, file), 'utf8'), file).replace(PLAYGROUND, FRAME),
    ].join(''),
  );

/** Writes all pages and pictures, and the playground if it was built. */
export function writePages(): void {
  rmSync(OUT, { recursive: true, force: true });
  for (const page of PAGES) writePage(page);
  const here = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');
  write(
    'index.md',
    `---\n${here('home.yaml')}---\n\n${withSiteLinks(here('home.md'), 'site/home.md').replace(LEDGER, ledger())}`,
  );
  for (const folder of PICTURES)
    cpSync(join(ROOT, folder), join(OUT, 'public', folder), {
      recursive: true,
      filter: (file) => !file.endsWith('.md'),
    });
  cpSync(join(import.meta.dirname, 'favicon.svg'), join(OUT, 'public/favicon.svg'));
  const playground = join(ROOT, 'packages/playground/dist');
  if (existsSync(playground))
    cpSync(playground, join(OUT, 'public/playground'), { recursive: true });
}

/** Writes a page again after each change of its file. */
export function watchPages(): void {
  for (const page of PAGES) {
    const file = join(ROOT, page.file);
    // An editor may remove a file for a moment.
    watch(file, () => existsSync(file) && writePage(page));
  }
}
