import { flat, MACHINE, type State, type Transition } from './definition.ts';
import { table } from './markdown.ts';
import { ACTIONS, CONDITIONS, meaningOf } from './names.ts';

/** transitions.md: every transition of the machine, from its own descriptions. */

const code = (text: string): string => `\`${text}\``;
const all = (names: readonly string[]): string => names.map(code).join(', ');

/** What is waited for, with the call that it is of. */
function eventOf({ on }: Transition, { call }: State): string {
  if (on === null) return 'at once';
  return code(on === 'done' || on === 'error' ? `${on} ${call}` : on);
}

const rowOf =
  (state: State) =>
  (one: Transition): readonly string[] => [
    eventOf(one, state),
    one.condition ? code(one.condition) : '',
    all(one.actions),
    one.to === null ? 'stays' : code(one.to),
    one.description,
  ];

function doingOf({ call, wait, entry, isFinal, tag }: State): string {
  const parts = [
    ...(tag === 'busy' ? ['Busy.'] : tag === 'needsUser' ? ['Needs the user.'] : []),
    ...(entry.length > 0 ? [`On entry: ${all(entry)}.`] : []),
    ...(call === null ? [] : [`Makes the call ${code(call)}.`]),
    ...(wait === null ? [] : ['Waits for `delay()`.']),
    ...(isFinal ? ['Final.'] : []),
  ];
  return parts.join(' ');
}

function sectionOf(state: State): string {
  const { id, description, initial, transitions } = state;
  const heads = [
    id === '' ? '## In every state' : `## ${code(id)}`,
    [description, doingOf(state), ...(initial ? [`Begins in ${code(initial)}.`] : [])]
      .filter((text) => text !== '')
      .join(' '),
  ];
  const rows = transitions.map(rowOf(state));
  return [
    ...heads,
    ...(rows.length > 0 ? [table(['on', 'if', 'does', 'goes to', 'why'], rows)] : []),
  ].join('\n\n');
}

const glossary = (
  title: string,
  used: readonly string[],
  meanings: Readonly<Record<string, string>>,
): string =>
  `## ${title}\n\n${table(
    ['name', 'what it is'],
    [...new Set(used)].sort().map((name) => [code(name), meaningOf(meanings, name)]),
  )}`;

export function transitionsMd(): string {
  const states = flat(MACHINE);
  const transitions = states.flatMap((state) => state.transitions);
  const conditions = transitions.flatMap(({ condition }) => condition ?? []);
  const actions = [
    ...states.flatMap(({ entry }) => entry),
    ...transitions.flatMap((one) => one.actions),
  ];
  const sections = [
    '# Transitions',
    'Of those with the same event, the first whose condition holds is taken. A state inside another takes an event before\nthe one around it. Made from the machine.',
    ...states.map(sectionOf),
    glossary('Conditions', conditions, CONDITIONS),
    glossary('Actions', actions, ACTIONS),
  ];
  return `${sections.join('\n\n')}\n`;
}
