import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_HEALTH_RULES } from '../../../packages/machine/src/health/health.ts';
import { ERROR_CODES, STATUSES } from '../../../packages/machine/src/index.ts';
import { toJson } from '../json.ts';
import { code, numbers, table } from '../markdown.ts';
import {
  CONDITION_TEXTS,
  choiceText,
  definitions,
  HEALTH_ROWS,
  LOOK_TEXTS,
  whenOf,
} from './rules.ts';
import { PAGE } from './schema.ts';
import { healthVectors } from './vectors.ts';

const rules = (): string =>
  table(
    ['order', 'rule', 'holds if', 'status', 'issue', 'who', 'action', 'mayStart', 'look'],
    HEALTH_ROWS.map((row) => [
      `**${row.id}**`,
      code(row.rule),
      whenOf(row),
      ...[row.status, row.issue, row.who, row.action, row.mayStart].map(choiceText),
      row.look,
    ]),
  );

/** The part of the specification about health: paths and texts. */
export function healthFiles(): readonly (readonly [path: string, text: string])[] {
  const vectors = healthVectors();
  const readme = readFileSync(join(import.meta.dirname, 'readme.md'), 'utf8')
    .replace('{{limits}}', () => numbers(DEFAULT_HEALTH_RULES))
    .replace('{{rules}}', rules)
    .replace('{{conditions}}', () => definitions(CONDITION_TEXTS))
    .replace('{{looks}}', () => definitions(LOOK_TEXTS))
    .replace('{{count}}', String(vectors.length));
  return [
    ['health/README.md', readme],
    [
      'health/health.json',
      toJson({
        experimental: true,
        limits: DEFAULT_HEALTH_RULES,
        rules: HEALTH_ROWS,
        statuses: Object.entries(STATUSES).map(([name, { atRest }]) => ({
          name: name === 'null' ? null : name,
          ...atRest,
        })),
        errorCodes: Object.entries(ERROR_CODES).map(([errorCode, { atRest }]) => ({
          code: Number(errorCode),
          leadsTo: atRest,
        })),
      }),
    ],
    ['health/page.schema.json', toJson(PAGE)],
    ['health/vectors.json', toJson(vectors)],
  ];
}
