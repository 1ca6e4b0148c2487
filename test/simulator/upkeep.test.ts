import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createMxSimulator } from '@mx-member/simulator';
import { expect, test } from 'vitest';
import { bankIsBack, type Upkeep } from '../../examples/upkeep/upkeep.ts';
import { runCount } from '../support/run-count.ts';
import { mxOver } from '../support/simulated-mx.ts';
import { liveYear } from '../support/upkeep-year.ts';

const YEARS = Array.from({ length: runCount(1) }, (_, index) => index);
/** Half a year is enough for each test run. The long run covers whole years. */
const DAYS = YEARS.length > 1 ? 365 : 180;

test.each(YEARS)(
  'in random months %i with lost, late and doubled webhooks, users learn of problems and recoveries in time',
  async (index) => {
    const year = await liveYear({ seed: index, days: DAYS, members: 3, lost: 0.3 });
    expect(year.complaints).toEqual([]);
    expect(year.told.size).toBeGreaterThan(5);
    expect(year.withdrawn).toBeGreaterThan(5);
    expect(year.readsADay).toBeLessThan(2);
  },
  60_000,
);

test('without webhooks and with failing reads, users learn of problems in time too', async () => {
  const year = await liveYear({
    seed: 1,
    days: 60,
    members: 3,
    lost: 1,
    failing: 0.1,
  });
  expect(year.complaints).toEqual([]);
  expect(year.told.size).toBeGreaterThan(1);
}, 60_000);

/** A page on which MX shows another status than the member has. */
const showing =
  (connectionStatus: string) =>
  ({ mx }: Upkeep): Partial<Upkeep> => ({
    mx: {
      readMember: async (request) => {
        const page = await mx.readMember(request);
        return { ...page, reading: { ...page.reading, connectionStatus } };
      },
    },
  });

test.each<[string, string, (upkeep: Upkeep) => Partial<Upkeep>]>([
  [
    'it looks only after webhooks',
    'the user was not told',
    ({ keep }) => ({ keep: (row) => keep({ ...row, lookAt: Number.POSITIVE_INFINITY }) }),
  ],
  [
    'it withdraws nothing',
    'issues at once|is well, and',
    ({ deliver }) => ({ deliver: async (message) => message.tell && deliver(message) }),
  ],
  ['it asks without need', 'the bank would let MX in', showing('IMPEDED')],
  ['it asks for the wrong thing', 'asked for credentials, and MX shows', showing('DENIED')],
])(
  'the oracle notices a loop with a mistake: %s',
  async (_, complaint, mistake) => {
    const { complaints } = await liveYear({ seed: 1, days: 120, members: 2, lost: 0.5, mistake });
    expect(complaints.join('\n')).toMatch(new RegExp(complaint));
  },
  60_000,
);

test.each(['institution_unavailable_error', 'institution_maintenance_error'] as const)(
  'that a bank is back after %s is read from the institution, and from no member',
  async (error) => {
    const simulator = createMxSimulator({ now: () => 0 });
    const asked: string[] = [];
    const mx = mxOver((request) => {
      asked.push(new URL(request.url).pathname);
      return simulator.fetch(request);
    });
    simulator.bank.blocks.set('mxbank', error);
    expect(await bankIsBack(mx, 'mxbank')).toBe(false);
    simulator.bank.blocks.delete('mxbank');
    expect(await bankIsBack(mx, 'mxbank')).toBe(true);
    expect(new Set(asked)).toEqual(new Set(['/institutions/mxbank']));
  },
);

test('the example notifies the user, and withdraws the notice', async () => {
  const program = join(import.meta.dirname, '../../examples/upkeep/months.ts');
  const args = ['--conditions=@mx-member/source', program];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args);
  expect(stderr).toBe('');
  const [first = ''] = stdout.split('\n');
  expect(first).toMatch(/^\d{4}-\d\d-\d\d to user: \w+, \w+ \(MBR-/);
  expect(stdout).toMatch(/gone: MBR-/);
  expect(stdout.match(/mxbank is back/g)).toHaveLength(1);
}, 60_000);
