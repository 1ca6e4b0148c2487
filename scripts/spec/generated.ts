import type { Transition } from './definition.ts';
import type { VectorDraft } from './draft.ts';
import { DECLARED, nameOf, PATHS, type Path } from './explore.ts';

const namesOf = ({ taken }: Path): readonly string[] => taken.map(nameOf);

/** What all these paths take but for one of them. */
const takenBy = (paths: readonly Path[], without: Path): ReadonlySet<string> =>
  new Set(paths.filter((path) => path !== without).flatMap(namesOf));

/** A small set of paths that together take every transition of the machine, each at least one that no other takes. */
function covering(): readonly Path[] {
  const left = new Set(DECLARED.map(nameOf));
  const covering = PATHS.filter(
    (path) => namesOf(path).filter((name) => left.delete(name)).length > 0,
  );
  if (left.size > 0) throw new Error(`no path takes ${[...left].join('; ')}`);
  return covering.reduce((kept, path) => {
    const others = takenBy(kept, path);
    const isNeeded = namesOf(path).some((name) => !others.has(name));
    return isNeeded ? kept : kept.filter((one) => one !== path);
  }, covering);
}

/** A transition as the name of a file. */
function fileName({ from, on, condition, to }: Transition): string {
  const words = [from || 'any', on ?? '', condition ?? '', to ?? 'stays'];
  return words
    .join('-')
    .replaceAll(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

const placesOf = ({ lines }: Path): string =>
  lines
    .map(({ state = '' }) => state)
    .filter((state, index, all) => state !== all[index - 1])
    .join(', ');

/** Rules that a path tests by taking a transition, beside L6. */
const TESTED: readonly (readonly [
  takes: (taken: Transition) => boolean,
  rules: readonly string[],
])[] = [
  [({ condition }) => condition === 'isRefusal', ['F5', 'W2']],
  [({ condition }) => condition === 'isNotExpected', ['F6']],
  [({ condition }) => condition === 'isOfThisPrompt', ['A2', 'A4', 'S2']],
  [({ to }) => to === 'authorizing.waiting', ['O1']],
  [({ from, on }) => from === 'authorizing.reading' && on === 'done', ['O3']],
  [({ to }) => to === 'aggregating.queued', ['J6']],
  [({ on, to }) => on === 'cancel' && to === 'failed', ['L2']],
];

const rulesOf = ({ taken }: Path): readonly string[] => [
  'L6',
  ...TESTED.filter(([takes]) => taken.some(takes)).flatMap(([, rules]) => rules),
];

/** A transition in words, as transitions.md has it. */
const wordsOf = ({ from, on, condition, to }: Transition): string =>
  [
    from || 'any state',
    `on ${on ?? 'entry'}`,
    ...(condition ? [`if ${condition}`] : []),
    to ? `goes to ${to}` : 'stays',
  ].join(' ');

/** The generated vectors. Each is named for the first transition that it alone takes. */
export function generated(): readonly VectorDraft[] {
  const paths = covering();
  return paths.map((path): VectorDraft => {
    const others = takenBy(paths, path);
    const own = path.taken.find((one) => !others.has(nameOf(one))) as Transition;
    return {
      id: `generated-${fileName(own)}`,
      description: `The transition “${wordsOf(own)}”, on a path through ${placesOf(path)}.`,
      rules: rulesOf(path),
      ...(Object.keys(path.input).length > 0 && { input: path.input }),
      steps: path.lines,
    };
  });
}
