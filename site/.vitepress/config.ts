import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defineConfig } from 'vitepress';
import { ADDRESS } from '../../scripts/manifests/owner.ts';
import { API_PAGES, writeApi } from '../api.ts';
import { PAGES, SECTIONS } from '../pages.ts';
import { watchPages, writePages } from '../prepare.ts';

const SOURCE = '.pages';

writePages();
if (process.argv.includes('dev')) watchPages();
// The reference takes half a minute, so it is made for a build alone, and not for a build in a test.
const hasApi = process.argv.includes('build') && process.env.WITHOUT_API === undefined;
if (hasApi) await writeApi(join(import.meta.dirname, '..', SOURCE));

export default defineConfig({
  title: 'mx-member',
  description: 'The whole lifecycle of an MX member as one XState machine.',
  lang: 'en',
  srcDir: SOURCE,
  outDir: 'dist',
  cleanUrls: false,
  lastUpdated: false,
  // A test of the repository checks links too.
  ignoreDeadLinks: false,
  markdown: {
    languageAlias: { promql: 'ini' },
    // Comments of the usual themes have too little contrast.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Which one?', link: '/which' },
      { text: 'Errors', link: '/errors' },
      { text: 'Playground', link: '/playground/index.html', target: '_blank' },
      { text: 'Source', link: ADDRESS },
    ],
    sidebar: [
      ...SECTIONS.map(({ title, pages }) => ({
        text: title,
        items: pages.map(({ path, title: text }) => ({ text, link: `/${path}` })),
      })),
      ...(hasApi
        ? [
            {
              text: 'API',
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
