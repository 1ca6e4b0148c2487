import { Graphviz } from '@hpcc-js/wasm-graphviz';
import { ANYWHERE, arrowOf, ROUTER } from '../../packages/playground/src/chart/names.ts';
import { flat, MACHINE, type State, type Transition } from '../../scripts/spec/definition.ts';

/** Writes the chart of the machine in the language of Graphviz. */

/** The names of events in the picture. */
const EVENTS: Readonly<Record<string, string>> = {
  done: 'done',
  error: 'failed',
  elapsed: 'timer',
  'status.changed': 'hint',
  'challenge.answer': 'answer',
};

const ALL = flat(MACHINE);

/** The ranks of a picture go down (for a wide page) or to the right (for a narrow one). */
export type PictureShape = 'wide' | 'narrow';

/** The first state inside a state, or the state itself. Arrows of Graphviz lead to it, and are cut off at the border. */
const innerOf = (id: string): string => {
  const inner = ALL.find((state) => state.id === id)?.initial ?? id;
  return inner === id || id === '' ? id : innerOf(inner);
};

const quoted = (text: string): string => JSON.stringify(text);
const node = (id: string): string => quoted(id || ANYWHERE);
const cluster = (id: string): string => quoted(`cluster ${id}`);

/** The event of a transition in words, or its condition where it is taken at once. */
export const eventInWords = ({ on, condition }: Transition): string =>
  on === null ? (condition ?? '') : (EVENTS[on] ?? on);

function boxOf({ id, call, isFinal, states, transitions }: State): string {
  const name = `<B>${id.split('.').at(-1) || ANYWHERE}</B>`;
  if (states.length > 0 && id !== '')
    return `subgraph ${cluster(id)} { id=${node(id)} class="thing state compound" margin=5 label=<${name}>
${states.map(boxOf).join('\n')} }`;
  const isRouted = transitions.some(({ to }) => to === ROUTER);
  const lines = [name, call, isRouted && `→ ${ROUTER}&#160;`].filter(Boolean);
  const text = lines.length === 1 ? name : lines.map((one) => `${one}<BR ALIGN="LEFT"/>`).join('');
  const kind = isFinal ? 'final' : 'atomic';
  return `${node(id)} [id=${node(id)} class="thing state ${kind}" label=<${text}> peripheries=${isFinal ? 2 : 1}]`;
}

/** The text of an arrow: its events, or its conditions unless one of them is the name of a state at its end. */
function textOf(all: readonly Transition[], to: string): string {
  const words = all.map(eventInWords);
  return words.some((one) => to.split('.').includes(one))
    ? ''
    : words.map((one) => ` ${one}\\l`).join('');
}

/** How far an arrow keeps its ends apart, in ranks. A picture is small if phases stand side by side, and the ends below or beside. */
function lengthOf({ from, to }: Transition, shape: PictureShape): string {
  const state = ALL.find(({ id }) => id === innerOf(to ?? ''));
  if (state?.isFinal)
    return `minlen=${shape === 'wide' && from === ROUTER ? 3 : shape === 'wide' ? 1 : 2}`;
  if (shape === 'narrow') return state?.call ? 'constraint=false' : '';
  return from === ROUTER ? '' : 'minlen=0';
}

/** The arrows, one for each pair of states. */
function arrowsOf(shape: PictureShape): readonly string[] {
  const pairs = Map.groupBy(
    ALL.flatMap(({ transitions }) => transitions),
    arrowOf,
  );
  return [...pairs].flatMap(([id, all]) => {
    const [first] = all;
    if (id === null || !first?.to) return [];
    const { from, to } = first;
    const isInside = to.split('.')[0] === from.split('.')[0];
    const attributes = [
      `id=${quoted(id)} class="thing arrow" label="${textOf(all, to)}"`,
      isInside ? '' : lengthOf(first, shape),
      innerOf(from) === from ? '' : `ltail=${cluster(from)}`,
      innerOf(to) === to ? '' : `lhead=${cluster(to)}`,
    ];
    return [`${node(innerOf(from))} -> ${node(innerOf(to))} [${attributes.join(' ')}]`];
  });
}

/** Two opposite corners of a box, of which Graphviz writes five: the first is also the last. */
const CORNERS = /<polygon([^>]*) points="(\S+),(\S+) \S+ (\S+),(\S+) \S+ \S+"\/>/g;

/** A box with round corners. Graphviz would draw each corner as a curve, which is four times as long. */
function roundBox(_: string, looks: string, ...corners: readonly string[]): string {
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = corners.map((one) => Math.round(Number(one)));
  const [left, top] = [Math.min(x1, x2), Math.min(y1, y2)];
  return `<rect${looks} x="${left}" y="${top}" width="${Math.abs(x2 - x1)}" height="${Math.abs(y2 - y1)}" rx="6"/>`;
}

const graphOf = (shape: PictureShape): string => `digraph {
graph [${shape === 'wide' ? 'rankdir=TB newrank=true ranksep=0.25 nodesep=0.2 pad=0.05' : 'rankdir=LR ranksep=0.1 nodesep=0.12 pad=0.02'}]
graph [compound=true mclimit=20 bgcolor=white fontname=Helvetica fontsize=12 labeljust=l]
node [shape=box fontname=Helvetica fontsize=12 margin="0.05,0.05" height=0.3 width=0.5]
edge [fontname=Helvetica fontsize=12 arrowsize=0.6]
start [class=start shape=point width=0.1]
start -> ${ROUTER} [class=start minlen=0]
${MACHINE.states.map(boxOf).join('\n')}
${boxOf({ ...MACHINE, states: [] })}
${arrowsOf(shape).join('\n')}
}`;

/** What Graphviz says of each text, beside its place and its weight. The whole picture says it once. */
const TEXT =
  / xml:space="preserve" text-anchor="start"( x="\S+" y="\S+") font-family="[^"]*"( font-weight="bold")? font-size="\S+"/g;

/** The picture as SVG. The id of a box is its state; the id of an arrow is from {@link arrowOf}. */
export async function renderChart(shape: PictureShape): Promise<string> {
  const drawn = (await Graphviz.load()).dot(graphOf(shape));
  return (
    drawn
      .slice(drawn.indexOf('<svg'))
      .replaceAll(CORNERS, roundBox)
      .replaceAll(TEXT, '$1$2')
      .replace('<svg', '<svg font-family="Helvetica,sans-Serif" font-size="12"')
      // A space at the beginning would not be shown.
      .replaceAll(/(<text [^>]*>) /g, '$1&#160;')
      // The last corner of an arrowhead is the first one.
      .replaceAll(/points="(\S+) (\S+ \S+) \1"/g, 'points="$1 $2"')
      // Parts of a pixel are not seen, and the page of the playground has to be small.
      .replaceAll(/-?\d+\.\d+/g, (number) => String(Math.round(Number(number))))
      .replaceAll(/^<title>.*<\/title>\n/gm, '')
      .replaceAll(/<!--[\s\S]*?-->\n/g, '')
      .replace(/<svg [^>]*>/, '$&\n<title>The chart of the lifecycle</title>')
  );
}
