import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RECORD_VERSION } from '../../packages/machine/src/data/record.ts';
import { begin, DEFAULT_PACING, recordView } from '../../packages/machine/src/index.ts';
import { FINDINGS } from '../../packages/machine/src/rules/findings.ts';
import { ROUTES, type RouteRow } from '../../packages/machine/src/rules/routes.ts';
import { DEFAULT_DEADLINES } from '../../packages/machine/src/rules/timing.ts';
import { VERSION } from './changelog.ts';
import { toJson } from './json.ts';
import { decisionTable, ownerTable } from './judging.ts';
import { code, codes, numbers, table } from './markdown.ts';
import { stageTable } from './stage-table.ts';
import type { Vector } from './vector.ts';
import { walkthrough } from './walkthrough.ts';

const CONDITIONS: Readonly<Record<NonNullable<RouteRow['when']>, string>> = {
  firstRefusal: '`refusals` is 1',
  sameQuestions: 'the same questions',
  otherJobRuns: '`pendingStart` is `otherJob` or `joining`',
};

/** The routing table of the machine; transitions.md has the reasons. */
const routes = (): string =>
  table(
    ['verdict', 'in', 'if', 'route', 'goes to', 'effect'],
    ROUTES.map(({ verdict, phases, when, route, to, announces }) => [
      codes(verdict),
      phases ? codes(phases) : 'any',
      when ? CONDITIONS[when] : '',
      code(route),
      code(to),
      announces ? code(announces === 'announceResumed' ? 'resumed' : 'challenged') : '',
    ]),
  );

/** How long after its first poll a finding is confirmed, and by what. */
const confirmed = (): string =>
  table(
    ['finding', 'time (ms, arrival to send)', 'a later poll shows'],
    Object.entries(FINDINGS).map(([rule, { after, isByRule }]) => [
      code(rule),
      String(after),
      isByRule ? 'the same rule' : 'the same reading, by the same rule',
    ]),
  );

/** One complete request and its reply. */
function exchange(): string {
  const input = { member: { userGuid: 'USR-1', memberGuid: 'MBR-1' }, job: 'aggregate' } as const;
  const { record, effects } = begin(input);
  const reply = { id: 1, record, state: record.state, effects, view: recordView(record) };
  return [{ id: 1, do: 'begin', input }, reply]
    .map((one) => `\`\`\`json\n${toJson(one)}\`\`\``)
    .join('\n\n');
}

/** README.md: the text beside this file, with what the machine and the vectors say filled in. */
export function readme(vectors: readonly Vector[]): string {
  const first = vectors.find(({ id }) => id === 'lifecycle-story') as Vector;
  return readFileSync(join(import.meta.dirname, 'readme.md'), 'utf8')
    .replaceAll('{{version}}', VERSION)
    .replaceAll('{{record}}', String(RECORD_VERSION))
    .replace('{{pacing}}', () => numbers(DEFAULT_PACING))
    .replace('{{deadlines}}', () => numbers(DEFAULT_DEADLINES))
    .replace('{{walkthrough}}', () => walkthrough(first))
    .replaceAll('{{count}}', String(vectors.length))
    .replace('{{stages}}', () => stageTable(vectors))
    .replace('{{decisions}}', decisionTable)
    .replace('{{confirmed}}', confirmed)
    .replace('{{routes}}', routes)
    .replace('{{whose}}', ownerTable)
    .replace('{{exchange}}', exchange);
}
