import { describe, expect, test } from 'vitest';
import { inProcess } from '../cli/support/in-process.ts';
import { faults, hasPython, MAIN } from './support/python.ts';

const COMMAND = `-- python3 -B ${MAIN}`;

/** The rule that a fault breaks, from the name of the fault. */
const ruleOf = (fault: string) => fault.split('-')[0] ?? '';

test.skipIf(!hasPython)(
  'the Python implementation passes all vectors',
  async () => {
    const { code, out, err } = await inProcess(`conformance ${COMMAND}`);
    expect(out).toMatch(/All \d{3,} vectors pass.\n$/);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  },
  60_000,
);

test.skipIf(!hasPython)('the Python implementation passes the vectors about health', async () => {
  const { code, out } = await inProcess(`conformance --health ${COMMAND}`);
  expect(out).toMatch(/All \d{3,} vectors pass.\n$/);
  expect(code).toBe(0);
});

describe.skipIf(!hasPython)(
  'a vector of the broken rule notices each fault in the Python implementation',
  () => {
    test('the faults cover every part of the rules', () => {
      expect(faults.length).toBeGreaterThanOrEqual(20);
      const topics = new Set(faults.map((fault) => fault[0]));
      expect([...topics].sort().join('')).toBe('ADFJLMNOPRSVW');
    });

    test.each(faults)('%s', async (fault) => {
      const rule = ruleOf(fault);
      const line = `conformance --filter ${rule} --bail --json ${COMMAND} --fault ${fault}`;
      const { code, lines } = await inProcess(line);
      expect(lines.at(-2)).toMatchObject({ passed: false, rules: expect.arrayContaining([rule]) });
      expect(code).toBe(1);
    });
  },
);
