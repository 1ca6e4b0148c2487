import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LOOKS_FILE, looksModule } from '../../scripts/looks/looks.ts';

test('the element has the current stylesheet: `pnpm looks` has been run', async () => {
  expect(readFileSync(LOOKS_FILE, 'utf8')).toBe(await looksModule());
});
