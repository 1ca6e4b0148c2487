import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { MxSimulator } from '@mx-member/simulator';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { credentials } from '../../support/simulated.ts';
import type { Part } from '../outcome.ts';
import { Stillness } from '../stillness.ts';
import type { Asked, Replied, Settings } from './messages.ts';

/**
 * A process that is killed while it creates and repairs members. No member may have more logins than were asked for, a
 * host must run every started job, and no file or log may contain a credential.
 */

const KILLS = 20;
const MEMBERS = 60;
/** On a fast machine the members are created before the last kill, so up to this many are created. */
const MAX_MEMBERS = 300;
const AT_ONCE = 4;
/** The longest life of a process before it is killed, in ms. */
const MAX_LIFE = 200;
/** The pause before a request is repeated, in ms. */
const AGAIN = 20;
const CANARY = 'canary-7391';

/** A process, and its replies. */
class Worker {
  readonly log: string[] = [];
  readonly #child: ChildProcess;
  readonly #waiting = new Map<string | null, (reply: Replied | null) => void>();

  constructor(settings: Settings) {
    this.#child = fork(new URL('./worker.ts', import.meta.url), [JSON.stringify(settings)], {
      execArgv: ['--conditions=@mx-member/source', '--disable-warning=ExperimentalWarning'],
      silent: true,
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (text: Buffer) => this.log.push(String(text)));
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

/** Users, a third of whom already have a broken member with the same login, which has had one login. */
async function createUsers({ bank, fetch, skip }: MxSimulator) {
  const users = Array.from({ length: MAX_MEMBERS }, (_, index) => ({
    guid: bank.createUser({ id: `user-${index}` }).guid,
    isRepair: index % 3 === 0,
  }));
  for (const { guid, isRepair } of users)
    if (isRepair)
      await fetch(`https://mx.example/users/${guid}/members`, {
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
  await skip('10s');
  return users;
}

export const creations: Part = async (random) => {
  const folder = await mkdtemp(join(tmpdir(), 'creations-'));
  const { url, simulator, close } = await serveMxSimulator({
    otherUsername: 'accepted',
    step: 200,
  });
  const { bank, faults } = simulator;
  const users = await createUsers(simulator);
  faults.add({ on: '*', fault: { kind: 'delay', ms: 15, when: 'after' } });
  const logs: (readonly string[])[] = [];
  const begin = async () => {
    const started = new Worker({ url, path: join(folder, 'members.db') });
    logs.push(started.log);
    await started.reply(null);
    return started;
  };
  let worker = begin();
  let [kills, begun] = [0, 0];
  const stillness = new Stillness();

  /**
   * Sends the request. If the process ends, half of the clients repeat the request until the host runs the member, and
   * half give up.
   */
  async function create(userGuid: string): Promise<void> {
    while (!stillness.isOver) {
      const current = await worker;
      const reply = await current.ask({
        type: 'create',
        userGuid,
        id: `of-${userGuid}`,
        institutionCode: 'mxbank',
        credentials: credentials(`${CANARY}-password`, CANARY),
      });
      stillness.move();
      if (reply?.state === 'following' || (!reply && random() < 0.5)) return;
      await wait(AGAIN);
    }
  }
  const isNeeded = () => begun < MEMBERS || (kills < KILLS && begun < MAX_MEMBERS);
  const lane = async () => {
    while (isNeeded()) await create(users[begun++]?.guid ?? '');
  };
  const killOften = async () => {
    while (kills < KILLS && isNeeded()) {
      const current = await worker;
      await wait(random() * MAX_LIFE);
      kills += 1;
      worker = current.kill().then(begin);
    }
  };

  let logins = 0;
  const lost: string[] = [];
  /** Compares the members with what was asked for. A host finds some of them only after a while. */
  const check = async () => {
    const last = await worker;
    for (const { guid: userGuid, isRepair } of users.slice(0, begun))
      for (const { guid: memberGuid, received } of bank.members(bank.user(userGuid)).values()) {
        const started = received.starts.filter(({ result }) => result === 'started').length;
        const before = isRepair ? 1 : 0;
        logins += Math.max(0, started - before - 1);
        // A member whose request has not arrived is unknown to the host.
        if (started === before) continue;
        const asked = { type: 'view', userGuid, id: `view-${memberGuid}`, memberGuid } as const;
        let state: string | undefined;
        while (state !== 'known' && !stillness.isOver) {
          state = (await last.ask(asked))?.state;
          if (state === 'known') stillness.move();
          else await wait(AGAIN);
        }
        if (state !== 'known') lost.push(`Nobody follows a member: ${state}`);
      }
  };
  const work = async () => {
    await Promise.all([killOften(), ...Array.from({ length: AT_ONCE }, lane)]);
    await check();
  };
  const hasEnded = await stillness.watch(work());
  await (await worker).kill();
  const failures: string[] = kills < KILLS ? [`Only ${kills} of ${KILLS} kills.`] : [];
  for (const name of await readdir(folder))
    if ((await readFile(join(folder, name), 'latin1')).includes(CANARY))
      failures.push(`${name} has a credential.`);
  if (logs.flat().join('').includes(CANARY)) failures.push('A log has a credential.');
  await close();
  await rm(folder, { recursive: true });
  const stuck = hasEnded ? 0 : 1;
  return { kills, whileSending: 0, answers: 0, twice: 0, logins, lost, stuck, failures };
};
