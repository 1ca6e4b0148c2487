// A Cloudflare worker with one durable object per member: the actor in memory, the record in storage, and an alarm that
// wakes it. Without keys it uses a simulator. It does not check who calls.
import { DurableObject } from 'cloudflare:workers';
import { createMx } from '@mx-member/adapters/mx';
import {
  createMemberActors,
  type MemberEvent,
  type MemberInput,
  type MemberRecord,
  memberMachine,
  memberView,
  persist,
  restore,
} from '@mx-member/machine';
import { createMxSimulator } from '@mx-member/simulator';
import { Hono } from 'hono';
import { type Actor, createActor } from 'xstate';

let simulator: ReturnType<typeof createMxSimulator> | undefined;
function open({ MX_CLIENT_ID: clientId, MX_API_KEY: apiKey, MX_URL }: Env) {
  if (clientId && apiKey)
    return createMx({ clientId, apiKey, environment: MX_URL ? new URL(MX_URL) : 'integration' });
  const keys = { clientId: 'offline', apiKey: 'offline' };
  simulator ??= createMxSimulator(keys);
  return createMx({ ...keys, environment: new URL('https://offline'), fetch: simulator.fetch });
}

export class Member extends DurableObject<Env> {
  #actor: Actor<typeof memberMachine> | undefined;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.blockConcurrencyWhile(async () => {
      const record = await ctx.storage.get<MemberRecord>('record');
      if (record) this.begin({ member: record.context.member, job: record.context.job }, record);
    });
  }
  begin(input: MemberInput, record?: MemberRecord) {
    const machine = memberMachine.provide({ actors: createMemberActors(open(this.env)) });
    this.#actor = createActor(machine, { input, ...(record && { snapshot: restore(record) }) });
    this.#actor.subscribe(async (snapshot) => {
      await this.ctx.storage.put('record', persist(snapshot));
      await this.alarm();
    });
    this.#actor.start();
  }
  view() {
    return this.#actor ? memberView(this.#actor.getSnapshot()) : null;
  }
  tell(event: MemberEvent) {
    if (this.#actor?.getSnapshot().status === 'active') this.#actor.send(event);
    return this.view();
  }
  override async alarm() {
    if (!this.view()?.outcome) await this.ctx.storage.setAlarm(Date.now() + 30_000);
  }
}

export default new Hono<{ Bindings: Env }>()
  .post('/members', async (c) => {
    const { institutionCode, ...values } = await c.req.json().catch(() => ({})); // An error must not quote the body.
    const mx = open(c.env);
    const { userGuid } = await mx.createUser(); // Use your signed-in user instead.
    const fields = await mx.institutionCredentials({ institutionCode });
    const credentials = fields.map(({ guid, fieldName }) => ({ guid, value: values[fieldName] }));
    const made = await mx.createMember({ userGuid, institutionCode, credentials });
    const { member, reading: reply } = made;
    const act = { type: 'creation', before: null, reply, at: Date.now() } as const;
    await c.env.MEMBERS.getByName(member.memberGuid).begin({ member, job: 'aggregate', act });
    return c.json(member, 201);
  })
  .get('/members/:guid', async (c) => {
    const view = await c.env.MEMBERS.getByName(c.req.param('guid')).view();
    return view ? c.json(view) : c.notFound();
  })
  .post('/members/:guid/answers/:prompt', async (c) => {
    const answers = await c.req.json().catch(() => null); // An error must not quote it, because it may contain an answer.
    const prompt = Number(c.req.param('prompt'));
    const event = { type: 'challenge.answer', answers, prompt } as const;
    const view = await c.env.MEMBERS.getByName(c.req.param('guid')).tell(event);
    return view ? c.json(view) : c.notFound();
  });
