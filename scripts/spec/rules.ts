import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The rules of the reference behaviour, from `rules.md`. Vectors name them by number; the page rules.md shows them. */

export interface Rule {
  /** A letter for the topic, and a number. It is never given to another rule. */
  readonly id: string;
  /** The names that a view shows for it, if it has any, and what it is about in a few words. The algorithm says it whole. */
  readonly title: string;
  /** Why it is so. */
  readonly why: string;
  /** Tags of `docs/sources.md`: the facts about MX behind it. */
  readonly sources: readonly string[];
}

export interface Topic {
  readonly letter: string;
  readonly title: string;
  /** Where the algorithm has its rules: links into README.md, and what else there is to say. */
  readonly place: string;
  readonly rules: readonly Rule[];
}

const TOPIC = /^## ([A-Z]): (.+)\n\nAlgorithm: (.+)\n$/m;
const RULE = /^- \*\*([A-Z]\d+)\*\* (.+)\n {2}Why: (.+?)(?: MX: ([\w, -]+))?$/gm;

/** @throws {Error} where a topic of the text has not the form that this page needs. */
function topicOf(text: string): Topic {
  const [, letter, title, place] = TOPIC.exec(text) ?? [];
  if (!letter || !title || !place)
    throw new Error(`rules.md: a topic begins with "${text.slice(0, 60)}"`);
  const rules = [...text.matchAll(RULE)].map(
    ([, id = '', title = '', why = '', sources = '']): Rule => ({
      id,
      title,
      why,
      sources: sources.split(', ').filter((tag) => tag !== ''),
    }),
  );
  const wrong = rules.find(({ id }) => !id.startsWith(letter));
  if (wrong) throw new Error(`rules.md: ${wrong.id} is not of topic ${letter}`);
  const named = [...text.matchAll(/^- (.{0,20})/gm)].map(([, start = '']) => start);
  const unread = named.filter((start) => !rules.some(({ id }) => start.startsWith(`**${id}**`)));
  if (unread.length > 0)
    throw new Error(
      `rules.md: in topic ${letter}, "${unread.join('", "')}" has not the form of a rule: "- **${letter}1** …", and its reason in the next line, "  Why: …"`,
    );
  return { letter, title, place, rules };
}

export const TOPICS: readonly Topic[] = readFileSync(join(import.meta.dirname, 'rules.md'), 'utf8')
  .split(/^(?=## )/m)
  .map(topicOf);

export const RULES: readonly Rule[] = TOPICS.flatMap(({ rules }) => rules);
