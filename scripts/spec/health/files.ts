import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_HEALTH_RULES } from '../../../packages/machine/src/health/health.ts';
import { ERROR_CODES, STATUSES } from '../../../packages/machine/src/index.ts';
import { toJson } from '../json.ts';
import { code, numbers, table } from '../markdown.ts';
import { HEALTH_ROWS } from './rules.ts';
import { healthVectors } from './vectors.ts';

/** A name as code; a sentence as it is. */
const cell = (text: string): string => (/^\w+$/.test(text) ? code(text) : text);

const rules = (): string =>
  table(
    ['order', 'rule', 'when', 'status', 'issue', 'who', 'action', 'mayStart', 'look again after'],
    HEALTH_ROWS.map(({ id, rule, when, status, issue, who, action, mayStart, look }) => [
      `**${id}**`,
      code(rule),
      when,
      ...[status, issue, who, action, mayStart].map(cell),
      look,
    ]),
  );

/** The part of the specification about health: paths and texts. */
export function healthFiles(): readonly (readonly [path: string, text: string])[] {
  const vectors = healthVectors();
  const readme = readFileSync(join(import.meta.dirname, 'readme.md'), 'utf8')
    .replace('{{limits}}', () => numbers(DEFAULT_HEALTH_RULES))
    .replace('{{rules}}', rules)
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
    ['health/vectors.json', toJson(vectors)],
  ];
}
