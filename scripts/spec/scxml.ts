import { MACHINE, type State, type Transition } from './definition.ts';

/**
 * lifecycle.scxml: the machine as W3C SCXML 1.0. Conditions and actions are calls of functions that the platform provides
 * by name; transitions.md says what each is.
 */

const ROOT = 'mxMember';
/** The final state of SCXML itself: a session stops in a final state at the top, but \`connected\` and \`failed\` are inside. */
const ENDED = 'ended';
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

type Attributes = Readonly<Record<string, string | null>>;

/** An element with what is in it, each on lines of its own. */
function element(name: string, attributes: Attributes, inside: readonly string[] = []): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ` ${key}="${escaped(value ?? '')}"`)
    .join('');
  if (inside.length === 0) return `<${name}${written}/>`;
  const lines = inside.join('\n').replaceAll(/^(?=.)/gm, '  ');
  return `<${name}${written}>\n${lines}\n</${name}>`;
}

/** A sentence of the machine, as a comment. */
const comment = (text: string): readonly string[] =>
  text === '' ? [] : [`<!-- ${text.replaceAll('--', '–')} -->`];

/** A call of a function of the platform. */
const called = (name: string): string => `${name}()`;
const scripts = (actions: readonly string[]): readonly string[] =>
  actions.map((one) => `<script>${escaped(called(one))}</script>`);

const idOf = (id: string): string => (id === '' ? ROOT : id);
const eventOf = ({ on }: Transition, { id, call }: State): string | null => {
  switch (on) {
    case 'done':
      return `done.invoke.${id}.${call}`;
    case 'error':
      return `error.communication.${id}.${call}`;
    case 'elapsed':
      return `elapsed.${id}`;
    default:
      return on;
  }
};

const transitionOf =
  (state: State) =>
  (one: Transition): string => {
    const isInside = one.to !== null && (state.id === '' || one.to.startsWith(`${state.id}.`));
    const attributes = {
      event: eventOf(one, state),
      cond: one.condition && called(one.condition),
      target: one.to,
      type: isInside ? 'internal' : null,
    };
    return [
      ...comment(one.description),
      element('transition', attributes, scripts(one.actions)),
    ].join('\n');
  };

function stateOf(state: State): string {
  const { id, description, initial, isFinal, call, wait, entry } = state;
  const timer = `${id}.elapsed`;
  const onEntry = [
    ...scripts(entry),
    ...(wait
      ? [element('send', { id: timer, event: `elapsed.${id}`, delayexpr: `${wait}() + 'ms'` })]
      : []),
  ];
  const inside = [
    ...(onEntry.length > 0 ? [element('onentry', {}, onEntry)] : []),
    ...(wait ? [element('onexit', {}, [element('cancel', { sendid: timer })])] : []),
    ...state.transitions.map(transitionOf(state)),
    ...(id === '' ? [element('transition', { event: `done.state.${ROOT}`, target: ENDED })] : []),
    ...(call ? [element('invoke', { type: 'call', id: `${id}.${call}`, src: call })] : []),
    ...state.states.map(stateOf),
  ];
  const name = isFinal ? 'final' : 'state';
  return [...comment(description), element(name, { id: idOf(id), initial }, inside)].join('\n');
}

export function scxml(): string {
  const root = element(
    'scxml',
    {
      xmlns: 'http://www.w3.org/2005/07/scxml',
      version: '1.0',
      name: ROOT,
      datamodel: 'ecmascript',
      initial: ROOT,
    },
    [stateOf(MACHINE), element('final', { id: ENDED })],
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}
