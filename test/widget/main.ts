import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createMxWidgetApi } from '@mx-member/connect/mx-widget';
import { connectCreations, connectDirectory, connectHost } from '@mx-member/host/http';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { ENDS, type End, FLOWS, type Flow } from './flows.ts';
import { Person } from './person.ts';
import { type Ledger, openSite } from './site.ts';

/**
 * MX's own widget (`@mxenabled/connect-widget`) judges the simulator and the host. Each flow runs straight over the
 * simulated Platform API, and then over a host. The ledger of both is printed side by side.
 *
 * It installs the widget in `test/widget/project`. The package has no licence file: it is never a dependency, and
 * nothing of it is copied. `--flow <pattern>` runs the flows whose name matches it; `--at-once 3`.
 */
const { values } = parseArgs({
  options: {
    flow: { type: 'string', default: '' },
    'at-once': { type: 'string', default: '3' },
  },
});

const PROJECT = fileURLToPath(new URL('project/', import.meta.url));
/** How long to look for the end of a flow, in ms. */
const PATIENCE = 30_000;

function install(): void {
  const options = ['install', '--frozen-lockfile', '--prefer-offline', '--loglevel=warn'];
  execFileSync('npx', ['--yes', 'pnpm@12', ...options], {
    cwd: PROJECT,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
}

/** The page with the widget and its own React, because it stays blank with React 19. */
async function bundle() {
  const of = (name: string) => `${PROJECT}node_modules/${name}`;
  const names = ['react', 'react-dom', '@mxenabled/connect-widget'];
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    outdir: 'page',
    conditions: ['@mx-member/source'],
    define: { 'process.env.NODE_ENV': '"production"' },
    alias: Object.fromEntries(names.map((name) => [name, of(name)])),
  });
  return outputFiles.find(({ path }) => path.endsWith('.js'))?.text ?? '';
}

/** The functions of the widget that the adapter leaves to the widget's own defaults, which do nothing and succeed. */
function callsLeftOut(): readonly string[] {
  const map = readFileSync(`${PROJECT}node_modules/@mxenabled/connect-widget/dist/index.es.js.map`);
  const { sources, sourcesContent } = JSON.parse(map.toString()) as {
    readonly sources: readonly string[];
    readonly sourcesContent: readonly string[];
  };
  const source = sourcesContent[sources.findIndex((one) => one.endsWith('ApiContext.tsx'))] ?? '';
  const names = [...source.matchAll(/^ {2}(\w+)\??: \(/gm)].map(([, name = '']) => name);
  if (names.length === 0) throw new Error('The functions of the widget were not found.');
  const at = { url: 'https://app.test' };
  const served = createMxWidgetApi({
    host: connectHost(at),
    creations: connectCreations(at),
    directory: connectDirectory(at),
  });
  return names.filter((name) => !(name in served));
}

interface Run {
  readonly end: End | string;
  readonly isExpected: boolean;
  readonly ledger: Ledger;
  /** More answers reached MX than the person sent. */
  readonly isTwice: boolean;
}

/** What the page shows finally. @returns The name of an end, or the text of a page that has none of them. */
async function endOf(person: Person, expected: End): Promise<string> {
  await person.sees(ENDS[expected], PATIENCE).catch(() => undefined);
  const text = await person.text().catch(() => '');
  if (ENDS[expected].test(text)) return expected;
  const found = Object.entries(ENDS).find(([, words]) => words.test(text));
  return found?.[0] ?? (text.trim() === '' ? 'blank page' : text.trim().slice(0, 120));
}

async function play(
  browser: Browser,
  script: string,
  flow: Flow,
  way: 'direct' | 'host',
): Promise<Run> {
  const site = await openSite(script, flow.options);
  const person = await Person.sit(browser, site, way);
  const expected = flow.ends[way === 'direct' ? 0 : 1];
  let end: string;
  try {
    for (const step of flow.steps) await step(person);
    end = await endOf(person, expected);
  } catch (error) {
    const text = await person.text().catch(() => '');
    end = `${String(error).split('\n')[0]} | ${text.slice(0, 200)}`;
  }
  const ledger = site.ledger();
  await person.leave();
  await site.close();
  return {
    end,
    isExpected: end === expected,
    ledger,
    isTwice: ledger.sends > person.answers,
  };
}

const cells = ({ end, isExpected, ledger }: Run) => {
  const { logins, answers, refused, requests } = ledger;
  const numbers = [logins, answers, refused, requests].map((one) => String(one).padStart(3));
  return `${numbers.join(' ')}  ${isExpected ? '' : '✗ '}${end}`;
};

if (!hasChromium) process.exit();
console.log('Logins, answers, refused answers, and requests to MX about members. Then the end.\n');
install();
const leftOut = callsLeftOut();
const script = await bundle();
const browser = await launchChromium();
const began = performance.now();
const wanted = new RegExp(values.flow);
const flows = FLOWS.filter(({ name }) => wanted.test(name));
const queue = flows.entries();
const runs: (readonly [Run, Run])[] = [];
await Promise.all(
  Array.from({ length: Number(values['at-once']) }, async () => {
    for (const [index, flow] of queue) {
      const alone = await play(browser, script, flow, 'direct');
      const overHost = await play(browser, script, flow, 'host');
      runs[index] = [alone, overHost];
      console.log(
        `${flow.name}\n  widget alone  ${cells(alone)}\n  over the host ${cells(overHost)}`,
      );
    }
  }),
);
await browser.close();

const unexpected = runs.flat().filter(({ isExpected }) => !isExpected).length;
const twice = runs.filter(([, host]) => host.isTwice).length;
console.log(
  `\n${flows.length} flows, twice each, in ${((performance.now() - began) / 60_000).toFixed(1)} minutes: ${unexpected} with another end, ${twice} in which the host sent more answers than the person`,
);
if (leftOut.length > 0)
  console.log(`The adapter neither serves nor refuses: ${leftOut.join(', ')}`);
process.exitCode = unexpected + twice + leftOut.length > 0 ? 1 : 0;
