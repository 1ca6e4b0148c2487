import type { Benchmark, Report, Setting } from '../support/report.ts';
import { figure, mean } from '../support/stats.ts';
import { inVirtualTime } from '../support/virtual-time.ts';
import { polling, withWebhooks } from './ours.ts';
import { CANONICAL, HOUR, inPhases, SCENARIOS, type Scenario } from './scenarios.ts';
import { widgetAtMx, widgetOverPlatform } from './widget.ts';
import { World } from './world.ts';

const CONTENDERS = {
  'ours, polling': polling,
  'ours, with webhooks': withWebhooks,
  "MX's widget, over MX's backend": widgetAtMx,
  "MX's widget, over the Platform API": widgetOverPlatform,
} as const;
type Name = keyof typeof CONTENDERS;
const NAMES = Object.keys(CONTENDERS) as Name[];

interface Figures {
  /** The number of requests, on average. */
  readonly requests: number;
  readonly most: number;
  /** The time from a change at MX until we know it, in ms; `null` if nothing changes. */
  readonly mean: number | null;
  readonly worst: number | null;
}

async function measure(scenario: Scenario, name: Name, phases: number): Promise<Figures> {
  const requests: number[] = [];
  const delays: number[] = [];
  for (const shifted of inPhases(scenario, phases)) {
    await inVirtualTime(async (pass) => {
      const world = new World(shifted);
      CONTENDERS[name](world, scenario.isRunning ?? false);
      await pass(HOUR, () => world.isOver);
      requests.push(world.requests);
      delays.push(...world.delays);
    });
  }
  return {
    requests: mean(requests),
    most: Math.max(...requests),
    mean: delays.length > 0 ? mean(delays) : null,
    worst: delays.length > 0 ? Math.max(...delays) : null,
  };
}

const seconds = (ms: number | null): string => (ms === null ? '–' : `${(ms / 1000).toFixed(2)} s`);

async function run({ quick }: Setting): Promise<Report> {
  const phases = quick ? 3 : 30;
  const figures: Record<string, Record<string, Figures>> = {};
  const rows: string[][] = [];
  for (const scenario of SCENARIOS) {
    const found = {} as Record<Name, Figures>;
    for (const name of NAMES) found[name] = await measure(scenario, name, phases);
    figures[scenario.name] = found;
    const ours = found['ours, polling'].requests;
    for (const name of NAMES) {
      const { requests, most, mean, worst } = found[name];
      rows.push([
        `${scenario.title}: ${name}`,
        figure(requests),
        figure(most),
        `${(requests / ours).toFixed(2)}×`,
        seconds(mean),
        seconds(worst),
      ]);
    }
  }
  const of = (scenario: string, name: Name) => figures[scenario]?.[name] as Figures;
  const ours = of(CANONICAL, 'ours, polling');
  return {
    title: '1  Readings: how many requests, and how soon a change is known',
    method: `Virtual time, exact. Each request takes 150 ms. All requests count: starts, answers, and the extra reading with which our client explains how a job ended. A change is a new question or the end of a job. It is known when the client has notified its host. Time while MX is down does not count, because nobody can know. Webhooks arrive at once. Each scenario runs in ${phases} phases, shifted over 3 s in all. A client that polls every 3 s knows a change after 1.58 s on average: half of the interval and half of a round trip. The phases are 100 ms apart, so figures can be up to 40 ms higher or lower.`,
    tables: [
      {
        head: ['', 'requests', 'most', 'to ours', 'known after', 'at worst'],
        rows,
      },
    ],
    aims: [
      { what: 'canonical, polling: requests at most', value: ours.most, limit: 13, unit: '' },
      {
        what: 'canonical, polling: known after',
        value: (ours.mean ?? 0) / 1000,
        limit: 1.56,
        unit: ' s',
      },
      {
        what: 'canonical, polling: at worst',
        value: (ours.worst ?? 0) / 1000,
        limit: 3.05,
        unit: ' s',
      },
      {
        what: 'canonical, webhooks: at worst, one round trip',
        value: of(CANONICAL, 'ours, with webhooks').worst ?? 0,
        limit: 150,
        unit: ' ms',
      },
      {
        what: 'permanent 401: requests',
        value: of('unauthorized', 'ours, polling').most,
        limit: 1,
        unit: '',
      },
      {
        what: 'MX down for an hour: requests',
        value: of('downForLong', 'ours, polling').most,
        limit: 59,
        unit: '',
      },
    ],
    charts: [
      {
        name: 'readings',
        title: 'Requests for one lifecycle with one question',
        unit: 'on average; fewer is better',
        bars: NAMES.map((name) => ({
          label: name,
          value: of(CANONICAL, name).requests,
          isProduct: name.startsWith('ours'),
        })),
      },
    ],
    figures,
  };
}

export const readings: Benchmark = { name: 'readings', run };
