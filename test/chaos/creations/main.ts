/**
 * Kills a process with SIGKILL while it creates and repairs members: a part of `pnpm test:chaos`. It fails if a
 * member has more than one login, if no host runs a started job, or if a file or a log contains a credential.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { seeded } from '../../support/seeded.ts';
import { credentials } from '../../support/simulated.ts';
import type { Asked, Replied } from './messages.ts';

const KILLS = 20;
const MEMBERS = 90;
const AT_ONCE = 4;
/** The longest life of a process before it is killed, in ms. */
const MAX_LIFE = 200;
/** The time in which a new process has restored all members, in ms. */
const SETTLED = 5_000;
const CANARY = 'canary-7391';

const seed = Date.now() % 1_000_000;
const { below } = seeded(seed);
const folder = await mkdtemp(join(tmpdir(), 'creations-'));
const { url, simulator, close } = await serveMxSimulator({ otherUsername: 'accepted', step: 200 });
const { bank, faults } = simulator;
faults.add({ on: '*', fault: { kind: 'delay', ms: 15, when: 'after' } });
const settings = JSON.stringify({ url, path: join(folder, 'members.db') });
const log: string[] = [];

/** A process, and its replies. */
class Worker {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<string | null, (reply: Replied | null) => void>();

  constructor() {
    this.#child = fork(new URL('./worker.ts', import.meta.url), [settings], {
      execArgv: ['--conditions=@mx-member/source', '--disable-warning=ExperimentalWarning'],
      silent: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (text: Buffer) => log.push(String(text)));
    this.#child.on('message', (reply: Replied) => this.#waiting.get(reply.id)?.(reply));
    this.#child.once('exit', () => {
      for (const resolve of this.#waiting.values()) resolve(null);
    });
  }

  /** @returns `null` if the process ended before it replied. */
  reply(id: string | null): Promise<Replied | null> {
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  ask(asked: Asked): Promise<Replied | null> {
    const reply = this.reply(asked.id);
    if (this.#child.connected) this.#child.send(asked);
    return this.#child.connected ? reply : Promise.resolve(null);
  }

  async kill(): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }
}

async function begin(): Promise<Worker> {
  const worker = new Worker();
  await worker.reply(null);
  return worker;
}

/** One in three users already has a broken member with this login, which has had one login. */
const users = Array.from({ length: MEMBERS }, (_, index) => {
  const { guid } = bank.createUser({ id: `user-${index}` });
  return { guid, isRepair: index % 3 === 0 };
});
for (const { guid, isRepair } of users)
  if (isRepair)
    await simulator.fetch(`${url}/users/${guid}/members`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa('simulator-client:simulator-key')}`,
        'accept-version': 'v20250224',
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        member: { institution_code: 'mxbank', credentials: credentials('INVALID', CANARY) },
      }),
    });
await wait(500);

let worker = begin();
let kills = 0;
const left = [...users];

/**
 * Sends the request. If the process ends, half of the clients repeat the request until the host runs the member,
 * and half give up.
 */
async function create(userGuid: string): Promise<void> {
  for (;;) {
    const current = await worker;
    const reply = await current.ask({
      type: 'create',
      userGuid,
      id: `of-${userGuid}`,
      institutionCode: 'mxbank',
      credentials: credentials(`${CANARY}-password`, CANARY),
    });
    if (reply?.state === 'following' || (!reply && below(2) === 0)) return;
    await wait(20);
  }
}

async function killOften(): Promise<void> {
  while (kills < KILLS && left.length > 0) {
    const current = await worker;
    await wait(below(MAX_LIFE));
    kills += 1;
    worker = current.kill().then(begin);
  }
}

await Promise.all([
  killOften(),
  ...Array.from({ length: AT_ONCE }, async () => {
    for (let user = left.pop(); user; user = left.pop()) await create(user.guid);
  }),
]);

const failures: string[] = [];
const last = await worker;
await wait(SETTLED);
for (const { guid: userGuid, isRepair } of users)
  for (const { guid: memberGuid, received } of bank.members(bank.user(userGuid)).values()) {
    const logins = received.starts.filter(({ result }) => result === 'started').length;
    if (logins > (isRepair ? 2 : 1)) failures.push(`A member has had ${logins} logins.`);
    // A member whose request has not arrived is unknown to the host.
    if (logins === (isRepair ? 1 : 0)) continue;
    const asked = { type: 'view', userGuid, id: `view-${memberGuid}`, memberGuid } as const;
    const state = (await last.ask(asked))?.state;
    if (state !== 'known') failures.push(`Nobody follows a member: ${state}`);
  }
await last.kill();
for (const name of await readdir(folder))
  if ((await readFile(join(folder, name), 'latin1')).includes(CANARY))
    failures.push(`${name} has a credential.`);
if (log.join('').includes(CANARY)) failures.push('A log has a credential.');
if (kills < KILLS / 2) failures.push(`Only ${kills} kills: the members were created too soon.`);
await close();
await rm(folder, { recursive: true });

console.log(`${MEMBERS} members created or repaired, ${kills} kills, seed ${seed}`);
for (const failure of failures) console.error(failure);
process.exitCode = failures.length === 0 ? 0 : 1;
