import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIRMED_AFTER } from '../../packages/machine/src/rules/findings.ts';
import { ROUTES, type RouteRow } from '../../packages/machine/src/rules/routes.ts';
import { SEEN_MEANINGS, RULES as WORDS } from '../../packages/machine/src/rules/words.ts';
import { code, codes, table } from './markdown.ts';
import { RULES, type Rule, TOPICS } from './rules.ts';
import { textPlaces } from './text/sources.ts';
import { pathOf, type Vector } from './vector.ts';

/** So many vectors are named below a rule: with all of them the rules could not be read one after the other. */
const SHOWN = 5;

/** A rule with links to vectors that name it: to their texts where they are written as text. */
function entry({ id, sentence }: Rule, vectors: readonly Vector[]) {
  const texts = textPlaces();
  const all = vectors
    .filter(({ rules }) => rules.includes(id))
    .map((vector) => `[${vector.id}](${texts.get(vector.id) ?? pathOf(vector.id)})`);
  const links = all.slice(0, SHOWN).join(' · ');
  const more = all.length > SHOWN ? ` and ${all.length - SHOWN} more` : '';
  return `- **${id}** ${sentence}\n  <br>${links}${more}`;
}

const CONDITIONS: Readonly<Record<NonNullable<RouteRow['when']>, string>> = {
  firstRefusal: '`refusals` is 1',
  sameQuestions: 'the same questions',
  otherJobRuns: '`pendingStart` is `otherJob`',
};

/** The routing table of the machine. */
const routes = (): string =>
  table(
    ['verdict', 'in', 'if', 'route', 'goes to', 'effect', 'why'],
    ROUTES.map(({ verdict, phases, when, route, to, announces, seen }) => [
      codes(verdict),
      phases ? codes(phases) : 'any',
      when ? CONDITIONS[when] : '',
      code(route),
      code(to),
      announces ? code(announces === 'announceResumed' ? 'resumed' : 'challenged') : '',
      SEEN_MEANINGS[seen],
    ]),
  );

/** How long after its first poll a finding is acted on. */
const confirmed = (): string =>
  table(
    ['finding', 'acted on after (ms, arrival to send)'],
    Object.entries(CONFIRMED_AFTER).map(([rule, ms]) => [code(rule), String(ms)]),
  );

/** The rules of the specification that a rule of the machine stands for: their sentences begin with its name. */
function idsOf(rule: string): readonly string[] {
  const named = new RegExp(`\`${rule}\`(?:, \`\\w+\`)*: `);
  const ids = RULES.filter(({ sentence }) => named.test(sentence)).map(({ id }) => id);
  if (ids.length === 0) throw new Error(`no sentence of rules.ts begins with the name ${rule}`);
  return ids;
}

/** What a reading or call is judged by, with where its rule stands. */
const index = (): string =>
  table(
    ['`rule` of the view', 'when', 'what follows', 'as rule'],
    Object.entries(WORDS).map(([rule, { when, follows }]) => [
      code(rule),
      when,
      follows,
      idsOf(rule).join(', '),
    ]),
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
    .replace('{{index}}', index)
    .replace('{{confirmed}}', confirmed)
    .replace('{{routes}}', routes)
    .replace('{{rules}}', () => rules.join('\n\n'));
}
