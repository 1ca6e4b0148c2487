import { afterEach, beforeEach, expect, test } from 'vitest';
import { SCENARIO_NAMES } from '../../../packages/cli/src/doctor/scenarios/scenarios.ts';
import { releaseTime, stopTime } from '../../support/fake-timers.ts';
import { type Other, play, where } from '../support/other-bank.ts';

beforeEach(stopTime);
afterEach(releaseTime);

test('the simulator as a bank shows no differences and has no users left', async () => {
  const { compared, differences, thrown, left, users } = await play(SCENARIO_NAMES);
  expect(thrown).toBe(null);
  expect(differences).toEqual([]);
  expect(compared.map(({ scenario, stopped }) => [scenario, stopped]).sort()).toEqual(
    [...SCENARIO_NAMES, 'fields'].map((name) => [name, null]).sort(),
  );
  expect(left).toEqual([[]]);
  expect(users).toEqual([]);
});

test('an interrupted run deletes all users, even a user whose creation had no reply', async () => {
  const stop = new AbortController();
  const other: Other = {
    edit(sent) {
      if (sent.endsWith('/resume')) stop.abort(new Error('Ctrl-C'));
      return undefined;
    },
    options: { faults: [{ on: 'createUser', times: 1, fault: { kind: 'drop', when: 'after' } }] },
  };
  const { thrown, left, users } = await play(['connects', 'options'], other, stop.signal);
  expect(thrown).toMatchObject({ message: 'Ctrl-C' });
  expect(left).toEqual([[]]);
  expect(users).toEqual([]);
});

test('a user who cannot be deleted is named', async () => {
  const faults = [{ on: 'deleteUser', fault: { kind: 'status', status: 500 } }] as const;
  const { left } = await play(['oauth-pending'], { options: { faults } });
  expect(left).toEqual([[expect.stringMatching(/^mx-member-doctor-[0-9a-f]{8}-oauth-pending$/)]]);
});

test('a scenario that MX does not allow to begin says why', async () => {
  const faults = [{ on: 'createUser', fault: { kind: 'status', status: 403 } }] as const;
  const { compared } = await play(['options'], { options: { faults } });
  expect(compared[0]).toEqual({ scenario: 'options', differences: [], stopped: 'forbidden' });
});

test('a difference shows what MX did and what the simulator does', async () => {
  const { compared } = await play(['image'], { options: { imageChallenge: 'IMAGE_OPTIONS' } });
  expect(compared[0]?.differences).toEqual([
    {
      scenario: 'image',
      what: 'question 1',
      seen: ['IMAGE_OPTIONS'],
      expected: ['IMAGE_DATA'],
      option: 'imageChallenge',
    },
  ]);
});

test.each([
  [null, 'none'],
  ['JOB-1', 'the one before'],
])('doctor says that the reply to a start names the job %s', async (guid, seen) => {
  const named = where(/./, (member) => ({ member: { ...member, most_recent_job_guid: guid } }));
  const { compared } = await play(['connects'], { edit: named });
  expect(compared[0]?.differences).toContainEqual(
    expect.objectContaining({ what: 'the job that a reply to a start names', seen: [seen] }),
  );
});

test('facts never contain a guid, a label or an answer', async () => {
  const strange = where(/(members|resume)$/, (member) => ({
    member: { ...member, connection_status: 'MBR-1 of Ada', Secret: 7, '4111 1111': 1 },
  }));
  const { compared } = await play(['options', 'wrong-answer'], { edit: strange });
  const text = JSON.stringify(compared);
  expect(compared.flatMap(({ differences }) => differences).length).toBeGreaterThan(3);
  expect(text).not.toMatch(/Ada|4111|USR-|MBR-|CRD-|mxuser|phone/i);
});
