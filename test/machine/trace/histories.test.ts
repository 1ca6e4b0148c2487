import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Comparison, compareLifecycle, readOldLine } from '@mx-member/machine/trace';
import { expect, test } from 'vitest';

const FOLDER = join(import.meta.dirname, '../../histories');

const sideOf = ({ logins, questions, ends }: Comparison, side: 0 | 1): string =>
  `starts ${logins[side]}, asks ${questions[side]}, ${ends[side]}`;

test.each(readdirSync(FOLDER).filter((name) => name.endsWith('.txt')))(
  '%s: this version does what the history says',
  (name) => {
    const lines = readFileSync(join(FOLDER, name), 'utf8').trim().split('\n');
    const head = lines.filter((line) => line.startsWith('# '));
    const trace = lines.slice(head.length).map((line) => readOldLine(JSON.parse(line)));
    expect(trace.filter((line) => typeof line === 'string')).toEqual([]);
    const compared = compareLifecycle(trace.filter((line) => typeof line !== 'string'));
    expect(head.slice(2)).toEqual([
      `# Then: ${sideOf(compared, 0)}`,
      `# Now: ${sideOf(compared, 1)}${compared.rule === null ? '' : ` (rule ${compared.rule})`}`,
    ]);
  },
);
