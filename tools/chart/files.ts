import { describedMachine } from '../../packages/machine/src/index.ts';
import type { ChartFile, Transition } from '../../packages/playground/src/chart/file.ts';
import { ANYWHERE, arrowOf, pathInWords } from '../../packages/playground/src/chart/names.ts';
import {
  flat,
  MACHINE,
  type State,
  type Transition as Way,
} from '../../scripts/spec/definition.ts';
import { eventInWords, renderChart } from './picture.ts';

/** Says in the playground what the picture shows. */

const ALL = flat(MACHINE);

function aboutState({ id, description, isFinal }: State): string {
  const isInitial = ALL.some(({ initial }) => initial === id);
  const marks = [...(isInitial ? ['initial'] : []), ...(isFinal ? ['final'] : [])];
  return `${pathInWords(id)}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}: ${description}`;
}

/** What the machine does in all states, besides its arrow. */
const aboutAnywhere = (): string =>
  `${ANYWHERE}: ${MACHINE.transitions.flatMap((way) => (arrowOf(way) === null ? way.description : [])).join(' ')}`;

/** The event with the call that it ends, and with the condition if the event has more than one transition. */
function labelOf(way: Way, { call, transitions }: State): string {
  const words = [way.on === 'done' || way.on === 'error' ? call : null, eventInWords(way)];
  const isOneOfMany = transitions.filter(({ on }) => on === way.on).length > 1;
  if (way.on !== null && way.condition !== null && isOneOfMany) words.push(`[${way.condition}]`);
  return words.filter(Boolean).join(' ');
}

function transitionsOf(state: State): readonly Transition[] {
  return state.transitions.map((way) => {
    const { from, on, condition, to, description } = way;
    const number = state.transitions.filter((one) => one.on === on).indexOf(way);
    return {
      key: [from, on ?? '', number].join(' '),
      from,
      on,
      to,
      label: labelOf(way, state),
      route: on === null ? condition : null,
      description,
    };
  });
}

/** The picture in the docs, and what the playground knows of the chart. */
export async function chartFiles(): Promise<ReadonlyMap<string, string>> {
  const wide = await renderChart('wide');
  const file: ChartFile = {
    id: describedMachine.id,
    description: MACHINE.description,
    about: Object.fromEntries([
      ...ALL.slice(1).map((state) => [state.id, aboutState(state)]),
      [ANYWHERE, aboutAnywhere()],
    ]),
    initial: Object.fromEntries(
      ALL.flatMap(({ id, initial }) => (initial === null ? [] : [[id, initial]])),
    ),
    transitions: ALL.flatMap(transitionsOf),
    pictures: { wide, narrow: await renderChart('narrow') },
  };
  return new Map([
    ['docs/chart.svg', wide],
    ['packages/playground/src/chart/chart.json', `${JSON.stringify(file, null, 2)}\n`],
  ]);
}
