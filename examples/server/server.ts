/** Connects members, with webhooks as hints; each step is kept in SQLite. Without keys it talks to a simulator. */
import { DatabaseSync } from 'node:sqlite';
import { serve } from '@hono/node-server';
import { createMx, parseMxWebhook } from '@mx-member/adapters/mx';
import {
  createMemberActors,
  type MemberInput,
  type MemberRecord,
  memberMachine,
  memberView,
  persist,
  restore,
} from '@mx-member/machine';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { Hono } from 'hono';
import { type Actor, createActor } from 'xstate';

const { RECORDS = ':memory:', PORT = '3000', MX_URL } = process.env;
const { MX_CLIENT_ID: clientId = 'offline', MX_API_KEY: apiKey = 'offline' } = process.env;
/** As set in MX's dashboard. */
const login = { username: 'mx', password: process.env.WEBHOOK_PASSWORD ?? 'offline' };
const webhooks = { url: `http://127.0.0.1:${PORT}/webhooks/mx`, ...login };
const offline = { clientId, apiKey, webhooks };
const url = clientId === 'offline' ? (await serveMxSimulator(offline)).url : MX_URL;
const mx = createMx({ clientId, apiKey, environment: url ? new URL(url) : 'integration' });
const machine = memberMachine.provide({ actors: createMemberActors(mx) });

const records = new DatabaseSync(RECORDS);
records.exec('CREATE TABLE IF NOT EXISTS members (guid TEXT PRIMARY KEY, record TEXT) STRICT');
const keep = records.prepare('INSERT OR REPLACE INTO members VALUES (?, ?)');
const actors = new Map<string, Actor<typeof machine>>();

/** Begins a lifecycle, or goes on with one that was kept. */
function live(input: MemberInput, record?: MemberRecord) {
  const actor = createActor(machine, { input, ...(record && { snapshot: restore(record) }) });
  const { memberGuid } = input.member;
  actor.subscribe((snapshot) => keep.run(memberGuid, JSON.stringify(persist(snapshot))));
  actors.set(memberGuid, actor.start());
}

for (const { record } of records.prepare('SELECT record FROM members').all()) {
  const kept: MemberRecord = JSON.parse(String(record));
  live({ member: kept.context.member, job: kept.context.job }, kept);
}

const app = new Hono()
  .post('/members', async (c) => {
    const { institutionCode, ...values } = await c.req.json().catch(() => ({})); // No error quotes it.
    const { userGuid } = await mx.createUser(); // Yours is the user who has signed in.
    const fields = await mx.institutionCredentials({ institutionCode });
    const credentials = fields.map(({ guid, fieldName }) => ({ guid, value: values[fieldName] }));
    const made = await mx.createMember({ userGuid, institutionCode, credentials });
    const { member, reading: baseline } = made;
    // MX has started the job by itself, and sends webhooks, so readings can be rare.
    live({ member, job: null, baseline, pacing: { busy: 30_000, busyMost: 60_000 } });
    return c.json(member, 201);
  })
  .get('/members/:guid', (c) => {
    const actor = actors.get(c.req.param('guid'));
    return actor ? c.json(memberView(actor.getSnapshot())) : c.notFound();
  })
  .post('/members/:guid/answers/:prompt', async (c) => {
    // What cannot be read becomes a problem, not a log entry: it may hold an answer.
    const answers = await c.req.json().catch(() => null);
    const actor = actors.get(c.req.param('guid'));
    if (actor?.getSnapshot().status !== 'active') return c.body(null, 409);
    actor.send({ type: 'challenge.answer', answers, prompt: Number(c.req.param('prompt')) });
    return c.json(memberView(actor.getSnapshot()));
  })
  .post('/webhooks/mx', async (c) => {
    const webhook = await parseMxWebhook(c.req.raw, login);
    const actor = webhook.ok ? actors.get(webhook.member.memberGuid) : undefined;
    if (webhook.ok && actor?.getSnapshot().status === 'active') actor.send(webhook.event);
    return c.body(null, webhook.ok ? 204 : webhook.status);
  });

serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' }, ({ port }) => {
  console.log(`http://127.0.0.1:${port}`);
});
