import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FACT_ROWS, FINDING_ROWS, PATIENCE_ROWS } from './facts.ts';
import { type Grounds, reasonTable } from './grounds.ts';
import { DECISION_ROWS, OWNER_ROWS } from './judging.ts';
import { code, table } from './markdown.ts';
import { type Rule, TOPICS } from './rules.ts';
import { textPlaces } from './text/sources.ts';

/** The rules of a topic: each with its reason, the facts behind it, and a link to the vectors that name it. */
const entries = (rules: readonly Rule[]): string =>
  table(
    ['rule', 'about', 'why', 'MX'],
    rules.map(({ id, title, why, sources }) => [
      `[${id}](vectors/rules.md#${id.toLowerCase()})`,
      title,
      why,
      sources.join(', '),
    ]),
  );

const named = (rows: Readonly<Record<string, Grounds | string>>) =>
  Object.entries(rows).map(([name, grounds]) => [code(name), grounds] as const);

/** A link to a chapter of README.md, from another page. */
const fromOutside = (place: string): string => place.replaceAll('](#', '](README.md#');

/** rules.md: the text beside this file, with the decisions and the rules. */
export function rulesPage(): string {
  const texts = textPlaces();
  const linkOf = (id: string): string => `[${id}](${texts.get(id)})`;
  const topics = TOPICS.map(
    ({ letter, title, place, rules }) =>
      `### ${letter}: ${title}\n\nIn ${fromOutside(place)}\n\n${entries(rules)}`,
  );
  return readFileSync(join(import.meta.dirname, 'rules-page.md'), 'utf8')
    .replace('{{owners}}', () => reasonTable(named(OWNER_ROWS), linkOf))
    .replace('{{decisions}}', () => reasonTable(named(DECISION_ROWS), linkOf))
    .replace('{{facts}}', () => reasonTable(named(FACT_ROWS), linkOf))
    .replace('{{patience}}', () =>
      reasonTable(
        PATIENCE_ROWS.map((row, index) => [`${index + 1}: ${row.patience}`, row]),
        linkOf,
      ),
    )
    .replace('{{findings}}', () => reasonTable(named(FINDING_ROWS), linkOf))
    .replace('{{rules}}', () => topics.join('\n\n'));
}
