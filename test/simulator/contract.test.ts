import { JOBS } from '@mx-member/machine';
import { describe, expect, test } from 'vitest';
import { checked } from '../support/contract/checked.ts';
import { operations } from '../support/contract/platform.ts';
import { walk } from '../support/contract/walk.ts';
import { credentials, simulated } from '../support/simulated.ts';
import { mxOver } from '../support/simulated-mx.ts';

/** Requests and responses of the simulator and of `createMx` match MX's files, in both versions. */
describe.each(['v20111101', 'v20250224'] as const)('in %s', (version) => {
  function contract() {
    const { simulator, pass } = simulated();
    return { pass, ...checked(simulator.fetch, version) };
  }

  const routes = () => Object.keys(operations(version));

  test('every route of the simulator accepts and returns what the contract says', async () => {
    const { fetch, flaws, pass, seen } = contract();
    await walk({ version, fetch, pass });
    expect([...new Set(flaws)]).toEqual([]);
    expect(routes().filter((name) => !seen.has(name))).toEqual([]);
  });

  test('createMx sends and reads what the contract says', async () => {
    const { fetch, flaws, pass, seen } = contract();
    const mx = mxOver(fetch, { version });
    await mx.createUser();
    const { userGuid } = await mx.createUser({ id: 'mine', metadata: 'm' });
    await mx.listUsers({ page: 1, recordsPerPage: 10 });
    const institutionCode = 'mxbank';
    await mx.institutionCredentials({ institutionCode });
    const { member } = await mx.createMember({
      userGuid,
      institutionCode,
      credentials: credentials('simulate:options+text,token'),
      metadata: 'm',
      useCases: ['PFM'],
      backgroundAggregationIsDisabled: true,
      callbackPayload: 'b3JkZXI=',
      ...(version === 'v20250224'
        ? { dataRequest: { products: ['transactions'] } }
        : { skipAggregation: false }),
    });
    for (let round = 0; round < 2; round++) {
      pass(1_000);
      const { challenges } = await mx.readStatus({ member });
      expect(await mx.listChallenges({ member })).toEqual(challenges);
      const answers = challenges.map(({ guid }) => ({ guid, value: 'correct' }));
      await mx.submitAnswers({ member, answers });
    }
    pass(1_000);
    expect(await mx.readStatus({ member })).toMatchObject({ connectionStatus: 'CONNECTED' });
    expect(await mx.listChallenges({ member })).toEqual([]);
    await mx.updateMember({ member, id: 'own' });
    await mx.updateCredentials({ member, credentials: credentials('correct') });
    for (const job of JOBS) {
      pass(1_000);
      await mx.startJob({ member, job });
    }
    await mx.readMember({ member });
    await mx.listMembers({ userGuid, page: 1 });
    const oauth = await mx.createMember({
      userGuid,
      institutionCode: 'mx_bank_oauth',
      isOauth: true,
      referralSource: 'APP',
      clientRedirectUrl: 'https://app.example/back',
      enableApp2app: false,
      uiMessageWebviewUrlScheme: 'app',
    });
    await mx.oauthWindowUri({ ...oauth, referralSource: 'BROWSER', enableApp2app: true });
    await mx.deleteMember({ member });
    expect(flaws).toEqual([]);
    expect(routes().filter((name) => !seen.has(name))).toEqual([
      ...['readUser', 'updateUser', 'deleteUser', 'listInstitutions', 'favoriteInstitutions'],
      ...['readInstitution', 'memberCredentials'],
    ]);
  });
});
