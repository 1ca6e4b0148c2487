import { MACHINE } from './definition.ts';
import { PATHS } from './explore.ts';

/** What leads from one phase to another, in the words of the diagram. */
const WAYS: Readonly<Record<string, string>> = {
  'aggregating authorizing': 'PENDING',
  'aggregating challenged': 'CHALLENGED',
  'aggregating connected': 'CONNECTED',
  'aggregating failed': '',
  'authorizing aggregating': 'the user came back',
  'authorizing challenged': 'CHALLENGED',
  'authorizing connected': 'CONNECTED',
  'authorizing failed': '',
  'challenged resumed': 'answers that fit',
  'challenged aggregating': 'another job has ended',
  'challenged authorizing': 'PENDING',
  'challenged connected': 'answered elsewhere',
  'challenged failed': 'expired, abandoned',
  'resumed challenged': 'the next round',
  'resumed aggregating': 'another job has ended',
  'resumed authorizing': 'PENDING',
  'resumed connected': 'CONNECTED',
  'resumed failed': '',
};

const phaseOf = (state: string | undefined): string => state?.split('.')[0] ?? 'aggregating';

/** The ways from phase to phase that there are, by all paths. */
function ways(): readonly string[] {
  const found = PATHS.map(
    ({ lines }) => `${phaseOf(lines.at(-2)?.state)} ${phaseOf(lines.at(-1)?.state)}`,
  );
  return [...new Set(found)].filter((way) => way.split(' ')[0] !== way.split(' ')[1]);
}

/**
 * lifecycle.mmd: the phases as a Mermaid diagram.
 * @throws {Error} when the machine has a way that has no words here, or these are words for one that it has not.
 */
export function diagram(): string {
  const found = ways();
  const odd = [
    ...found.filter((way) => !Object.hasOwn(WAYS, way)),
    ...Object.keys(WAYS).filter((way) => !found.includes(way)),
  ];
  if (odd.length > 0) throw new Error(`scripts/spec/diagram.ts and the machine differ: ${odd}`);
  const lines = Object.entries(WAYS).map(([way, words]) => {
    const [from, to] = way.split(' ');
    return `${from} --> ${to}${words === '' ? '' : `: ${words}`}`;
  });
  const ends = MACHINE.states.filter(({ isFinal }) => isFinal).map(({ id }) => `${id} --> [*]`);
  const all = ['direction LR', '[*] --> aggregating', ...lines, ...ends];
  return `stateDiagram-v2\n${all.map((line) => `    ${line}\n`).join('')}`;
}
