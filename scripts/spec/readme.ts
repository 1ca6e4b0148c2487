import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIRMED_AFTER } from '../../packages/machine/src/rules/judge.ts';
import { ROUTES, type RouteRow } from '../../packages/machine/src/rules/routes.ts';
import { table } from './markdown.ts';
import { TOPICS } from './rules.ts';
import { pathOf, type Vector } from './vector.ts';

/** So many vectors are named below a rule: with all of them the rules could not be read one after the other. */
const SHOWN = 5;

/** A rule with links to vectors that name it. */
function entry({ id, sentence }: { id: string; sentence: string }, vectors: readonly Vector[]) {
  const all = vectors
    .filter(({ rules }) => rules.includes(id))
    .map((vector) => `[${vector.id}](${pathOf(vector.id)})`);
  const links = all.slice(0, SHOWN).join(' · ');
  const more = all.length > SHOWN ? ` and ${all.length - SHOWN} more` : '';
  return `- **${id}** ${sentence}\n  <br>${links}${more}`;
}

const code = (text: string): string => `\`${text}\``;
const codes = (texts: readonly string[]): string => texts.map(code).join(', ');

const CONDITIONS: Readonly<Record<NonNullable<RouteRow['when']>, string>> = {
  sameQuestions: 'the same questions',
  otherJobRuns: '`pendingStart` is `otherJob`',
};

/** The routing table of the machine. */
const routes = (): string =>
  table(
    ['verdict', 'in', 'if', 'route', 'goes to', 'effect', 'why'],
    ROUTES.map(({ verdict, phases, when, route, to, announces, description }) => [
      codes(verdict),
      phases ? codes(phases) : 'any',
      when ? CONDITIONS[when] : '',
      code(route),
      code(to),
      announces ? code(announces === 'announceResumed' ? 'resumed' : 'challenged') : '',
      description,
    ]),
  );

/** How long after its first poll a finding is acted on. */
const confirmed = (): string =>
  table(
    ['finding', 'acted on after (ms, arrival to send)'],
    Object.entries(CONFIRMED_AFTER).map(([rule, ms]) => [code(rule), String(ms)]),
  );

/** README.md: the text beside this file, with what the machine and the vectors say filled in. */
export function readme(vectors: readonly Vector[]): string {
  const rules = TOPICS.map(
    ({ letter, title, rules }) =>
      `### ${letter}: ${title}\n\n${rules.map((rule) => entry(rule, vectors)).join('\n')}`,
  );
  return readFileSync(join(import.meta.dirname, 'readme.md'), 'utf8')
    .replace('{{shown}}', String(SHOWN))
    .replace('{{count}}', String(vectors.length))
    .replace('{{confirmed}}', confirmed)
    .replace('{{routes}}', routes)
    .replace('{{rules}}', () => rules.join('\n\n'));
}
