import { DOMParser, type Element } from '@xmldom/xmldom';

/** A machine's configuration from an SCXML file of this project, in the way of XState's own SCXML tests. */

/** The function behind `isConflict()`. */
function expression(text: string): string {
  const [, name] = /^(\w+)\(\)$/.exec(text.trim()) ?? [];
  if (name === undefined) throw new Error(`not a call by name: ${text}`);
  return name;
}

const children = (parent: Element, name: string): Element[] =>
  [...parent.childNodes].filter((node) => node.nodeName === name) as Element[];
const first = (parent: Element, ...names: readonly string[]): Element | undefined =>
  names.reduce<Element | undefined>((found, name) => found && children(found, name)[0], parent);
const actionsIn = (parent: Element | undefined) =>
  parent ? children(parent, 'script').map(({ textContent }) => expression(textContent ?? '')) : [];

/** The transitions of a state whose event has this prefix, by the rest of the event's name. */
function transitions(state: Element, prefix: string) {
  return children(state, 'transition')
    .filter((one) => `${one.getAttribute('event') ?? ''}`.startsWith(prefix))
    .map((one) => {
      const [cond, target] = [one.getAttribute('cond'), one.getAttribute('target')];
      return {
        event: one.getAttribute('event') ?? '',
        transition: {
          ...(cond && { guard: expression(cond) }),
          ...(target && { target: `#mxMember.${target}` }),
          actions: actionsIn(one),
        },
      };
    });
}

const OWN = /^(done\.|error\.|elapsed\.|$)/;

/** The file does not say which `input` a call gets, because the platform provides it. */
export type Inputs = Readonly<Record<string, unknown>>;

function stateOf(element: Element, inputs: Inputs): object {
  const plain = (prefix: string) =>
    transitions(element, prefix).map(({ transition }) => transition);
  const call = first(element, 'invoke')?.getAttribute('src');
  const timer = first(element, 'onentry', 'send')?.getAttribute('delayexpr');
  const initial = element.getAttribute('initial')?.split('.').at(-1);
  const heard = transitions(element, '').filter(({ event }) => !OWN.test(event));
  const states = [...children(element, 'state'), ...children(element, 'final')];
  return {
    ...(element.nodeName === 'final' && { type: 'final' }),
    ...(initial && { initial }),
    entry: actionsIn(first(element, 'onentry')),
    on: Object.fromEntries(
      heard.map(({ event }) => [
        event,
        heard.filter((one) => one.event === event).map(({ transition }) => transition),
      ]),
    ),
    always: transitions(element, '')
      .filter(({ event }) => event === '')
      .map(({ transition }) => transition),
    ...(timer && { after: { [timer.replace(/\(\).*/, '')]: plain('elapsed.') } }),
    ...(call && {
      invoke: {
        id: call,
        src: call,
        input: inputs[call],
        onDone: plain('done.invoke.'),
        onError: plain('error.communication.'),
      },
    }),
    states: Object.fromEntries(
      states.map((state) => [state.getAttribute('id')?.split('.').at(-1), stateOf(state, inputs)]),
    ),
  };
}

/** All ids of a file. XML requires each to be unique. */
export const idsIn = (text: string): readonly string[] =>
  [...parse(text).getElementsByTagName('*')].flatMap((one) => one.getAttribute('id') ?? []);

const parse = (text: string) =>
  new DOMParser({
    onError: (level, message) => {
      throw new Error(`${level}: ${message}`);
    },
  }).parseFromString(text, 'text/xml');

/** @throws {Error} if the file is not well-formed XML, or contains an expression that is not a call by name. */
export function fromScxml(text: string, inputs: Inputs): object {
  const root = parse(text).documentElement;
  const machine = root && first(root, 'state');
  if (!machine) throw new Error('no state in the file');
  return { id: machine.getAttribute('id'), ...stateOf(machine, inputs) };
}
