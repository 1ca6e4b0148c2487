import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROUTES } from '@mx-member/machine';
import { expect, test } from 'vitest';
import { flat, MACHINE } from '../../scripts/spec/definition.ts';

const PICTURE = readFileSync(join(import.meta.dirname, '../../docs/chart.svg'), 'utf8');

test('the picture of the chart shows every state, and the label of each way out of deciding', () => {
  const names = [
    ...flat(MACHINE).map(({ id }) => id.split('.').at(-1)),
    ...ROUTES.map(({ route }) => `[${route}]`),
  ];
  for (const name of names) expect(PICTURE, 'docs/chart.svg: run pnpm chart').toContain(name);
});
