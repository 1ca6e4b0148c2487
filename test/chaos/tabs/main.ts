import { mkdir, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { hasChromium, launchChromium } from '../../support/chromium.ts';
import { describeRun, type Lived, live, openDesk } from './run.ts';
import { openSite } from './site.ts';

/**
 * Random lifecycles in Chromium, in two tabs, with denied or full storage, moments without a network, and broken
 * connections. The bank decides: it accepts as many answers as it asks questions, and the log of the run explains
 * each answer that it refuses. A log with an unexplained refusal is kept. `--runs 1000`, `--seed 1`, `--at-once 8`;
 * `--minutes 6`: no run begins after that; `--logs <folder>` for the logs. `--without-keys` removes the keys from
 * the commands, as a proxy could: then MX receives what the browser repeats.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '6' },
    'at-once': { type: 'string', default: '8' },
    logs: { type: 'string', default: 'node_modules/.cache/tabs' },
    'without-keys': { type: 'boolean', default: false },
  },
});
const first = Number(values.seed);
const seeds = Array.from({ length: Number(values.runs) }, (_, index) => first + index);

// The module has already said what is missing.
if (!hasChromium) process.exit();

const until = performance.now() + Number(values.minutes) * 60_000;
const nextSeed = () => (performance.now() < until ? seeds.shift() : undefined);

const browser = await launchChromium();
const site = await openSite({ hasKeys: !values['without-keys'] });
const lived: Lived[] = [];
await Promise.all(
  Array.from({ length: Number(values['at-once']) }, async () => {
    const desk = await openDesk(browser);
    for (let seed = nextSeed(); seed !== undefined; seed = nextSeed())
      lived.push(await live(desk, site, seed));
  }),
);
await browser.close();
await site.close();

const wrong = lived.filter(({ mistakes }) => mistakes.length > 0);
const sum = (of: (one: Lived) => number) => lived.reduce((total, one) => total + of(one), 0);
console.log(
  `${lived.length} lifecycles in two tabs: ${sum(({ answers }) => answers)} answers taken, ${sum(({ refused }) => refused)} refused, ${sum(({ repeats }) => repeats)} commands repeated by the browser, ${wrong.length} with a mistake`,
);
for (const [why, runs] of Map.groupBy(
  lived.flatMap(({ reasons }) => reasons),
  (reason) => reason,
))
  console.log(`  refused ${runs.length} times because ${why}`);
if (wrong.length > 0) {
  await mkdir(values.logs, { recursive: true });
  for (const one of wrong) await writeFile(`${values.logs}/${one.seed}.log`, describeRun(one));
  console.log(wrong.slice(0, 3).map(describeRun).join('\n'));
  process.exitCode = 1;
}
