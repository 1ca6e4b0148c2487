/** The pages of the site: the place in the menu, and the file in the repository. */

/** One page. `path` is its address without an ending. `file` is its file in the repository. */
export interface SitePage {
  readonly path: string;
  readonly file: string;
  readonly title: string;
}

/** Pages that belong together, in the order of the menu. */
export interface Section {
  readonly title: string;
  readonly pages: readonly SitePage[];
}

const page = (path: string, title: string, file = `docs/${path}.md`): SitePage => ({
  path,
  file,
  title,
});
const readme = (name: string, title: string) =>
  page(`packages/${name}`, title, `packages/${name}/README.md`);

export const SECTIONS: readonly Section[] = [
  {
    title: 'Start',
    pages: [page('start', 'Start'), page('glossary', 'Glossary')],
  },
  {
    title: 'Guides',
    pages: [
      page('servers', 'A server'),
      page('oauth', "A bank's own page (OAuth), and phones"),
      page('mx-widget', "MX's widget, and your host"),
      page('connect', 'The connect screen'),
      page('looks', 'Looks, languages, your own markup'),
      page('creating-members', 'Creating members'),
      page('logins', 'How often a person may log in'),
      page('relay', 'A page with a relay'),
      page('xstate', 'XState, and an inspector'),
      page('another-language', 'Write it in another language'),
      page('one-writer', 'Your own host'),
      page('one-file', 'One file'),
      page('testing', 'Testing'),
    ],
  },
  {
    title: 'After connected',
    pages: [page('after-connected', 'Health over the years, and repair')],
  },
  {
    title: 'Move to it',
    pages: [
      page('adopting', 'Compare, and move to it'),
      page('test-your-backend', 'Test your backend'),
      page('traces', 'Traces and replay'),
      page('doctor', 'Check your way to MX'),
    ],
  },
  {
    title: 'Operate',
    pages: [
      page('production', 'In production'),
      page('costs', 'What it costs'),
      page('restate', 'Restate'),
      page('change-board', 'For your change board'),
      page('upgrades', 'Upgrades, stability and releases'),
      page('otel', 'Metrics and traces'),
      page('troubleshooting', 'Troubleshooting'),
    ],
  },
  {
    title: 'Security',
    pages: [
      page('threat-model', 'Threat model'),
      page('privacy', 'Privacy'),
      page('security', 'Report a vulnerability', 'SECURITY.md'),
    ],
  },
  {
    title: 'How it works',
    pages: [
      page('behaviour', 'How it decides'),
      page('theory-of-operation', 'Theory of operation'),
      page('known-bugs', 'Known bugs of such loops'),
      page('sources', 'Sources and beliefs'),
      page('benchmarks', 'Benchmarks', 'bench/README.md'),
      page('house', 'The house'),
      page('contributing', 'Contributing', 'CONTRIBUTING.md'),
    ],
  },
  {
    title: 'Reference',
    pages: [
      readme('machine', '@mx-member/machine'),
      readme('adapters', '@mx-member/adapters'),
      readme('host', '@mx-member/host'),
      readme('connect', '@mx-member/connect'),
      readme('restate', '@mx-member/restate'),
      readme('simulator', '@mx-member/simulator'),
      readme('cli', 'Command line'),
      page('cli', 'All commands'),
      page('errors', 'Errors'),
      page('test-bank', 'The test bank'),
      page('texts', 'The texts of the screen'),
      page('mx-client', 'MX client'),
      page('host-http', 'Host over HTTP, and problems'),
      page('examples', 'Examples', 'examples/README.md'),
      page('spec', 'Specification', 'packages/machine/spec/README.md'),
      page('spec/rules', 'Rules', 'packages/machine/spec/rules.md'),
      page('spec/transitions', 'Transitions', 'packages/machine/spec/transitions.md'),
    ],
  },
];

/** Pages that a command writes. Nobody edits them by hand. */
export const GENERATED: readonly string[] = [
  ...['docs/cli.md', 'docs/errors.md', 'docs/test-bank.md', 'docs/texts.md'],
  ...['packages/machine/spec/README.md', 'packages/machine/spec/rules.md'],
  'packages/machine/spec/transitions.md',
];

export const PAGES: readonly SitePage[] = SECTIONS.flatMap(({ pages }) => pages);
