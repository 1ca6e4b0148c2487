import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { memberMachine } from '@mx-member/machine';
import type { ChartFile, Drawing, Transition } from '../src/chart/drawing.ts';
import { layOutDetail } from './detail.ts';
import { createElk } from './elk.ts';
import { type ChartState, type ChartTransition, chartOf, statesIn } from './model.ts';
import { layOutOverview, waysIn } from './overview.ts';
import { planNarrow } from './plan-narrow.ts';
import { planWide } from './plan-wide.ts';
import { aboutTransition } from './sentences.ts';

/** The diagram of the specification. It is generated from the machine, so it has every way between phases. */
const DIAGRAM = join(import.meta.dirname, '../../machine/spec/lifecycle.mmd');

const transitionOf = (transition: ChartTransition): Transition => {
  const { key, event, label, source, target, description } = transition;
  return {
    key,
    event,
    source,
    target,
    // The guard of a decision has the name of its route.
    route: event === '' ? label : null,
    about: aboutTransition(transition),
    description,
  };
};

const initialOf = ({ id, states }: ChartState): readonly (readonly [string, string])[] =>
  states.filter(({ isInitial }) => isInitial).map((state) => [id, state.id] as const);

/** Lays out the machine's chart. */
async function chartFile(): Promise<ChartFile> {
  const chart = chartOf(memberMachine);
  const states = statesIn(chart.root);
  const ways = waysIn(readFileSync(DIAGRAM, 'utf8'));
  const both = (plan: typeof planWide) => ({
    plain: layOutOverview(chart, ways, plan(false)),
    oauth: layOutOverview(chart, ways, plan(true)),
  });
  return {
    id: chart.root.id,
    description: chart.root.description,
    initial: Object.fromEntries(states.flatMap(initialOf)),
    transitions: chart.transitions.map(transitionOf),
    overview: { wide: both(planWide), narrow: both(planNarrow) },
    detail: await layOutDetail(chart, createElk()),
  };
}

/** The chart as JSON, with a line for each box, arrow and transition. */
function chartText(file: ChartFile): string {
  const list = (items: readonly unknown[]) =>
    `[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
  const drawing = ({ width, height, boxes, arrows }: Drawing) =>
    `{"width":${width},"height":${height},"boxes":${list(boxes)},"arrows":${list(arrows)}}`;
  const { id, description, initial, transitions, overview, detail } = file;
  const both = ({ plain, oauth }: { plain: Drawing; oauth: Drawing }) =>
    `{"plain":${drawing(plain)},"oauth":${drawing(oauth)}}`;
  return `{
"id":${JSON.stringify(id)},
"description":${JSON.stringify(description)},
"initial":${JSON.stringify(initial)},
"transitions":${list(transitions)},
"overview":{"wide":${both(overview.wide)},"narrow":${both(overview.narrow)}},
"detail":${drawing(detail)}
}
`;
}

/** The layout of the playground's statechart. */
export const layoutFile = async (): Promise<ReadonlyMap<string, string>> =>
  new Map([['packages/playground/src/chart/layout.json', chartText(await chartFile())]]);
