import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isAtMx } from '../../packages/simulator/src/http/mx-addresses.ts';
import type { Snapshot } from '../../tools/drift/snapshot.ts';
import { usedOperations } from '../../tools/drift/uses.ts';

test('the simulator knows each address of MX that it lacks', () => {
  const served = usedOperations();
  for (const version of ['v20111101', 'v20250224']) {
    const file = new URL(`../../tools/drift/snapshots/${version}.json`, import.meta.url);
    const { operations } = JSON.parse(readFileSync(file, 'utf8')) as Snapshot;
    for (const operation of Object.keys(operations)) {
      const [method = '', path = ''] = operation.split(' ');
      const isKnown = isAtMx(method, path.split('{}').join('X-1'));
      expect([operation, isKnown]).toEqual([operation, !served.has(operation)]);
    }
  }
});
