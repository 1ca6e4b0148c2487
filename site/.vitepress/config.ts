import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defineConfig } from 'vitepress';
import { ADDRESS } from '../../scripts/manifests/owner.ts';
import { API_PAGES, writeApi } from '../api.ts';
import { anchorOf } from '../links.ts';
import { GENERATED, PAGES, SECTIONS } from '../pages.ts';
import { watchPages, writePages } from '../prepare.ts';
import { fuzzinessOf, weightOf, wordsOf } from '../search.ts';
import { labelCells } from '../tables.ts';

const SOURCE = '.pages';
const DESCRIPTION =
  'Connect bank accounts through MX: start a job, show the questions of the bank, and end as connected or failed.';
const { version } = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../packages/machine/package.json'), 'utf8'),
);
/** The first groups of the menu are open. A reader of another page sees its group open too. */
const OPEN_GROUPS = 2;
const FILES: ReadonlyMap<string, string> = new Map(PAGES.map(({ path, file }) => [path, file]));

/** The first paragraph of a page, without Markdown. */
function firstParagraph(file: string): string {
  const text = readFileSync(join(import.meta.dirname, '../..', file), 'utf8');
  const paragraph = text.split('\n\n').find((part) => /^(?!```)[`*[]*\w/.test(part)) ?? '';
  return paragraph
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[`*]/g, '')
    .replaceAll(/\s+/g, ' ');
}

writePages();
if (process.argv.includes('dev')) watchPages();
// The reference takes half a minute, so it is made for a build alone.
const hasApi = process.argv.includes('build');
if (hasApi) await writeApi(join(import.meta.dirname, '..', SOURCE));

export default defineConfig({
  title: 'mx-member',
  description: DESCRIPTION,
  lang: 'en',
  srcDir: SOURCE,
  outDir: 'dist',
  cleanUrls: false,
  lastUpdated: false,
  // A test of the repository checks links too.
  ignoreDeadLinks: false,
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: '/favicon.svg' }],
    ['meta', { property: 'og:type', content: 'website' }],
    ['meta', { property: 'og:site_name', content: 'mx-member' }],
    ['meta', { property: 'og:image', content: `${ADDRESS}/raw/main/docs/playground-light.png` }],
    ['meta', { name: 'twitter:card', content: 'summary_large_image' }],
  ],
  transformHead: ({ pageData: { title }, description }) => [
    ['meta', { property: 'og:title', content: title || 'mx-member' }],
    ['meta', { property: 'og:description', content: description }],
  ],
  /** The description of a page is its first paragraph. Each page that a person writes has a link to its file. */
  transformPageData({ relativePath, frontmatter }) {
    const file = FILES.get(relativePath.replace(/\.md$/, ''));
    const description = file && firstParagraph(file);
    if (file === undefined || GENERATED.includes(file)) frontmatter.editLink = false;
    else frontmatter.source = `${ADDRESS}/edit/main/${file}`;
    return description ? { description } : {};
  },
  markdown: {
    config: labelCells,
    anchor: { slugify: anchorOf },
    languageAlias: { promql: 'ini' },
    // Comments of the usual themes have too little contrast.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    search: {
      provider: 'local',
      options: {
        miniSearch: {
          options: { processTerm: wordsOf },
          searchOptions: { boostDocument: weightOf, processTerm: wordsOf, fuzzy: fuzzinessOf },
        },
      },
    },
    editLink: { text: 'Edit this page', pattern: ({ frontmatter }) => frontmatter.source },
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Which one?', link: '/start#which-one-do-i-need' },
      { text: 'Errors', link: '/errors' },
      { text: 'Playground', link: '/playground/index.html', target: '_blank' },
      { text: 'Source', link: ADDRESS },
      { text: version, link: '/upgrades' },
    ],
    sidebar: [
      ...SECTIONS.map(({ title, pages }, index) => ({
        text: title,
        collapsed: index >= OPEN_GROUPS,
        items: pages.map(({ path, title: text }) => ({ text, link: `/${path}` })),
      })),
      ...(hasApi
        ? [
            {
              text: 'API',
              collapsed: true,
              items: API_PAGES.map(({ specifier, path }) => ({
                text: specifier.replace('@mx-member/', ''),
                link: `/${path}`,
              })),
            },
          ]
        : []),
    ],
    outline: [2, 3],
    notFound: { linkText: 'To the first page', linkLabel: 'To the first page' },
    footer: { message: 'MIT licensed. Not affiliated with MX.' },
  },
  /** Writes `llms.txt` with a list of the pages, and each page as Markdown, for programs. */
  buildEnd({ outDir, root }) {
    const list = SECTIONS.flatMap(({ title, pages }) => [
      `## ${title}`,
      '',
      ...pages.map(({ path, title: text }) => `- [${text}](/${path}.md)`),
      '',
    ]);
    const about =
      '> The whole lifecycle of an MX member as one XState machine: a job, its MFA questions, then connected or failed.';
    writeFileSync(join(outDir, 'llms.txt'), ['# mx-member', '', about, '', ...list].join('\n'));
    for (const { path } of PAGES) {
      const file = join(outDir, `${path}.md`);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, readFileSync(join(root, SOURCE, `${path}.md`), 'utf8'));
    }
  },
});
