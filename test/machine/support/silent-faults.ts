import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { TextVector } from '../../../scripts/spec/text/parse.ts';

/**
 * Ten faults of the machine, each a line, that few texts of vectors notice, because a text states eight fields of the view
 * and nothing of the record. Prints how many vectors of the lock each fault moves, whatever the texts say, as JSON.
 */

const ROOT = new URL('../../../', import.meta.url).href;
const MACHINE = `${ROOT}packages/machine/src/`;
const SPEC = `${ROOT}scripts/spec/`;

interface SilentFault {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const FAULTS: readonly SilentFault[] = [
  {
    name: 'questions are kept after the outcome',
    file: 'memory/memory.ts',
    from: '  ...before,\n  challenges: NONE,\n  problems: NONE,\n  verdict,',
    to: '  ...before,\n  problems: NONE,\n  verdict,',
  },
  {
    name: 'problems are kept after the outcome',
    file: 'memory/memory.ts',
    from: '  ...before,\n  challenges: NONE,\n  problems: NONE,\n  verdict,',
    to: '  ...before,\n  challenges: NONE,\n  verdict,',
  },
  {
    name: 'a phase does not move `since`',
    file: 'memory/memory.ts',
    from: 'since: before.lastStampAt,',
    to: '',
  },
  {
    name: 'a round does not move `since`',
    file: 'memory/round.ts',
    from: 'since: before.lastStampAt,',
    to: '',
  },
  {
    name: 'an answer keeps the problems of the answer before',
    file: 'memory/round.ts',
    from: "case 'answering':\n      return { ...before, problems: NONE };",
    to: "case 'answering':\n      return before;",
  },
  {
    name: 'an accepted answer keeps the failure of the answer before',
    file: 'memory/submit.ts',
    from: "case 'submitted':\n      return null;",
    to: "case 'submitted':\n      return before.lastSubmit;",
  },
  {
    name: 'the view has the observed time as `elapsed`',
    file: 'memory/view.ts',
    from: 'Math.max(0, Number(lastStampAt) - since)',
    to: 'context.observed.phase',
  },
  {
    name: 'the view always has the same `answerWith`',
    file: 'memory/view.ts',
    from: '    answerWith,',
    to: "    answerWith: 'value',",
  },
  {
    name: 'labels are emptied',
    file: 'chart/actions.ts',
    from: '    challenges,\n  }),',
    to: "    challenges: challenges.map((one) => ({ ...one, label: '' })),\n  }),",
  },
  {
    name: 'a poll asks for another member',
    file: 'chart/requests.ts',
    from: 'member: context.member,\n  expects',
    to: "member: { ...context.member, memberGuid: '' },\n  expects",
  },
];

/** The source of a file with a fault. @throws {Error} if the source does not have the line. */
function faulty({ name, from, to }: SilentFault, url: URL): string {
  const source = readFileSync(fileURLToPath(url), 'utf8');
  if (!source.includes(from)) throw new Error(`"${name}" does not fit the machine any more`);
  return source.replace(from, () => to);
}

// A query makes a copy of a module. It passes the query on to what it imports, and the query names the fault.
registerHooks({
  resolve(specifier, context, nextResolve) {
    const resolved = nextResolve(specifier, context);
    const { search } = new URL(context.parentURL ?? ROOT);
    const isSource = [MACHINE, SPEC].some((folder) => resolved.url.startsWith(folder));
    return search !== '' && isSource ? { ...resolved, url: resolved.url + search } : resolved;
  },
  load(url, context, nextLoad) {
    const at = new URL(url);
    const fault = FAULTS.find(({ name }) => name === at.searchParams.get('fault'));
    if (!fault || !url.startsWith(MACHINE + fault.file)) return nextLoad(url, context);
    return { format: 'module-typescript', source: faulty(fault, at), shortCircuit: true };
  },
});

const { textSources } = await import(`${SPEC}text/sources.ts`);
const TEXTS: readonly (readonly [string, string])[] = [...textSources()];

/** The hashes of the vectors that are written as text. */
async function hashesWith(fault: string) {
  const query = `?fault=${encodeURIComponent(fault)}`;
  const [{ compileText }, { parseVectors }, { lockOf, meaningsOf }] = await Promise.all(
    ['text/compile', 'text/parse', 'lock'].map((name) => import(`${SPEC}${name}.ts${query}`)),
  );
  const vectors = TEXTS.flatMap(([topic, source]) =>
    parseVectors(source).map((text: TextVector) => compileText(topic, text).vector),
  );
  const meanings = meaningsOf({ vectors, health: [], rules: [] });
  return lockOf(meanings, new Map(), '');
}

const { movedNames } = await import(`${SPEC}lock.ts`);
const right = await hashesWith('none');
const moved: Record<string, number> = {};
for (const { name } of FAULTS) moved[name] = movedNames(right, await hashesWith(name)).length;
console.log(JSON.stringify(moved));
