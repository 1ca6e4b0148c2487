/** Simulates three months of five connections, and prints each message of the loop. */
import { createMx, parseMxWebhook } from '@mx-member/adapters/mx';
import { createMxSimulator, planTroubles } from '@mx-member/simulator';
import { bankIsBack, hint, lookAtDue, type Message, type Row, type Upkeep } from './upkeep.ts';

const DAY = 86_400_000;
const keys = { clientId: 'offline', apiKey: 'offline' };
const login = { username: 'mx', password: 'offline' };
/** Use a table in your database instead. */
const table = new Map<string, Row>();

const simulator = createMxSimulator({
  ...keys,
  background: {},
  duplicates: 'allowed',
  webhooks: { ...login, fetch: receive },
});
const { bank } = simulator;
const environment = new URL('https://mx.example');
const mx = createMx({ ...keys, environment, fetch: simulator.fetch });

/** A webhook only says that something may have changed. */
async function receive(request: Request): Promise<Response> {
  const webhook = await parseMxWebhook(request, login);
  const row = webhook.ok && table.get(webhook.member?.memberGuid ?? '');
  if (row) table.set(row.member.memberGuid, hint(row, bank.now));
  return new Response(null, { status: webhook.ok ? 204 : webhook.status });
}

async function deliver({ id, tell }: Message): Promise<void> {
  const day = new Date(bank.now).toISOString().slice(0, 10);
  console.log(
    tell ? `${day} to ${tell.who}: ${tell.issue}, ${tell.action} (${id})` : `${day} gone: ${id}`,
  );
  const [memberGuid = ''] = id.split(' ');
  if (tell?.action === 'enterCredentials') bank.plan(bank.now + DAY, () => void repair(memberGuid));
}

/** Use the connect screen instead, which a person opens. */
async function repair(memberGuid: string): Promise<void> {
  const member = table.get(memberGuid)?.member;
  if (member) await mx.updateCredentials({ member, credentials: await credentials(`${bank.now}`) });
}

async function credentials(password: string) {
  const fields = await mx.institutionCredentials({ institutionCode: 'mxbank' });
  return fields.map(({ guid, fieldName }) => ({
    guid,
    value: fieldName === 'LOGIN' ? 'mxuser' : password,
  }));
}

const { userGuid } = await mx.createUser();
for (const password of ['a', 'b', 'c', 'd', 'e']) {
  const login = { institutionCode: 'mxbank', credentials: await credentials(password) };
  const { member } = await mx.createMember({ userGuid, ...login });
  table.set(member.memberGuid, { member, lookAt: 0 });
}
await simulator.skip('10m');
planTroubles(bank, {
  seed: 'example',
  until: bank.now + 90 * DAY,
  rates: { passwords: 4, outages: 8 },
});

const upkeep: Upkeep = {
  mx,
  due: async (now) => [...table.values()].filter(({ lookAt }) => lookAt <= now).slice(0, 100),
  keep: async (row) => void table.set(row.member.memberGuid, row),
  deliver,
  isBusy: async () => false, // Ask your host instead.
};
let isDown = false;
bank.plan(bank.now + 60 * DAY, () => {
  bank.blocks.set('mxbank', 'institution_unavailable_error');
  isDown = true;
});
bank.plan(bank.now + 61 * DAY, () => bank.blocks.delete('mxbank'));
for (const end = bank.now + 90 * DAY; bank.now < end; await simulator.skip('15m')) {
  await lookAtDue(upkeep, bank.now);
  if (!isDown || !(await bankIsBack(mx, 'mxbank'))) continue;
  console.log(`${new Date(bank.now).toISOString().slice(0, 10)} to users who wait: mxbank is back`);
  isDown = false;
}
