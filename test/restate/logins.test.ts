import { connectHost, createHostHandler } from '@mx-member/host/http';
import { loginHoldOf } from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';
import { createRestateHost } from '@mx-member/restate';
import { createMxSimulator } from '@mx-member/simulator';
import { test } from 'vitest';
import { credentials } from '../support/simulated.ts';
import { mxOver } from '../support/simulated-mx.ts';
import { query } from './support/admin.ts';
import { startCluster } from './support/cluster.ts';
import { QUICK } from './support/quick.ts';

/** What the bank has refused is remembered in Restate, by whichever process it was sent. */

test('two refused logins hold the third one back, in another process too, until the user is erased', async ({
  expect,
  onTestFinished,
}) => {
  const mx = mxOver(createMxSimulator({ step: 20 }).fetch);
  const cluster = await startCluster({ onTestFinished }, { port: mx, pacing: QUICK });
  const { ingress, seal, name } = cluster;
  const { userGuid } = await mx.createUser({});
  const process = () => {
    const host = createRestateHost({ ingress, seal, name });
    onTestFinished(() => host.close());
    const handler = createHostHandler(host, {
      authorize: () => ({ userGuid }),
      access: mx,
      creator: mx,
    });
    const client = connectHost({ url: 'https://app.test', fetch: handler });
    const follow = async (member: MemberId) => {
      const before = await host.view(member).catch(() => null);
      await host.start({ member, job: null }, before ? { after: before.revision } : {});
      await expect
        .poll(async () => (await host.view(member)).outcome, { timeout: 20_000 })
        .not.toBeNull();
    };
    /** @returns The reason of a hold. */
    const enter = async (member: MemberId, user: string) => {
      try {
        await client.updateCredentials({ member, credentials: credentials('any', user) });
      } catch (thrown) {
        return loginHoldOf(thrown)?.why ?? thrown;
      }
      await follow(member);
      return null;
    };
    return { host, follow, enter };
  };
  const { member } = await mx.createMember({
    userGuid,
    institutionCode: 'mxbank',
    credentials: credentials('any', 'wrong-0'),
  });
  const one = process();
  await one.follow(member);
  expect(await one.enter(member, 'wrong-1')).toBeNull();
  const other = process();
  expect(await other.enter(member, 'wrong-2')).toBe('refusedTwice');
  expect(await other.host.loginsOf(member)).toMatchObject({ refusals: { count: 2 } });
  const sentByOne = () =>
    one.host.logins?.sent.timesOf(member, credentials('any', 'wrong-1'), Date.now());
  expect(await sentByOne()).toHaveLength(1);
  await one.host.forget(userGuid);
  expect(await sentByOne()).toEqual([]);
  const rows = () =>
    query(cluster.admin, `SELECT key FROM state WHERE service_name LIKE '${name}%'`);
  await expect.poll(rows).toEqual([]);
});
