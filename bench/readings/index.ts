import type { Benchmark, Report, Setting } from '../support/report.ts';
import { figure, mean } from '../support/stats.ts';
import { polling, withWebhooks } from './ours.ts';
import { CANONICAL, HOUR, inPhases, SCENARIOS, type Scenario } from './scenarios.ts';
import { widget } from './widget.ts';
import { World } from './world.ts';

const CONTENDERS = {
  'ours, polling': polling,
  'ours, with webhooks': withWebhooks,
  'fixed 3 s, like the widget': widget,
} as const;
type Name = keyof typeof CONTENDERS;
const NAMES = Object.keys(CONTENDERS) as Name[];

interface Figures {
  /** On average, and at most. */
  readonly requests: number;
  readonly most: number;
  /** From a change at MX to our knowing it, in ms; `null` where nothing changes. */
  readonly mean: number | null;
  readonly worst: number | null;
}

async function measure(scenario: Scenario, name: Name, phases: number): Promise<Figures> {
  const requests: number[] = [];
  const delays: number[] = [];
  for (const shifted of inPhases(scenario, phases)) {
    const world = new World(shifted);
    CONTENDERS[name](world, scenario.isRunning ?? false);
    await world.clock.run(HOUR, () => world.isOver);
    requests.push(world.requests);
    delays.push(...world.delays);
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
    method: `Virtual time, exact. Each request takes 150 ms and all are counted: starts, answers, and the extra reading by which our client explains how a job ended. A change is a question that appears or a job that ends; it is known when the client has told its host. While MX is down nobody can know, so that time does not count. Webhooks arrive at once. Each scenario in ${phases} phases, its moments shifted a bit each time, over 3 s in all. Whoever polls every 3 s knows of a change after 1.58 s on average, half of that and half a round trip; as the phases are 100 ms apart, figures come out up to 40 ms above or below, as the polls of this member lie among them.`,
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
          isOurs: name.startsWith('ours'),
        })),
      },
    ],
    figures,
  };
}

export const readings: Benchmark = { name: 'readings', run };
