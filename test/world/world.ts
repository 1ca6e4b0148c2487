import { inspect } from 'node:util';
import { vi } from 'vitest';
import { releaseTime, stopTime } from '../support/fake-timers.ts';
import { App } from './app.ts';
import { Happened } from './happened.ts';
import { HOSTS } from './hosts/hosts.ts';
import type { Place } from './hosts/places.ts';
import type { Mistake } from './mistakes.ts';
import { WorldMx } from './mx.ts';
import { disturb, makePast, partnerTypes } from './past.ts';
import { Person } from './person.ts';
import type { Plan } from './plan.ts';
import { Processes } from './processes.ts';
import { Passwords } from './secrets.ts';
import { type Time, VIRTUAL } from './time.ts';

/** More guids than a plan needs. */
const GUIDS = 10_000;

/** Where a world is played. */
export interface Stage {
  readonly place: Place;
  readonly time: Time;
  /** Worlds that share processes have other guids. */
  readonly number: number;
}

/** Plays a plan: a person, an app, a bank, a network, and processes that die. It judges nothing. */
export class World extends Happened {
  readonly mx: WorldMx;
  readonly userGuid: string;
  readonly #processes: Processes;

  constructor(plan: Plan, { place, time, number }: Stage, mistake: Partial<Mistake> = {}) {
    super(plan, time);
    this.mx = new WorldMx(plan, {
      time,
      guids: number * GUIDS,
      receive: (request) => this.#receive(request),
      ...(mistake.reply && { change: mistake.reply }),
    });
    this.userGuid = this.mx.simulator.bank.createUser({ id: 'one' }).guid;
    this.#processes = new Processes(this, place, mistake);
  }

  /** Plays a plan in virtual time. It begins at the same moment each time. The world is full of what has happened. */
  static async play(plan: Plan, mistake: Partial<Mistake> = {}): Promise<World> {
    const open = HOSTS[plan.host];
    if (!open) throw new Error(`The host ${plan.host} is not a row of HOSTS.`);
    stopTime();
    const place = await open();
    const world = new World(plan, { place, time: VIRTUAL, number: 0 }, mistake);
    const spies = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
      vi
        .spyOn(console, name)
        .mockImplementation((...args) => void world.written.push(inspect(args))),
    );
    try {
      return await world.play();
    } finally {
      for (const spy of spies) spy.mockRestore();
      await place.remove();
      releaseTime();
    }
  }

  async play(): Promise<this> {
    const processes = this.#processes;
    const passwords = new Passwords(this.plan, this.mx.secrets, this.mx.rightScript);
    try {
      const past = await makePast(this, passwords);
      await processes.begin();
      await partnerTypes(this, processes);
      disturb(this, past, passwords);
      const app = new App(this, processes, passwords, past);
      await app.begin();
      await new Person(this, processes, app, passwords).live();
      await this.time.pass(this.time.afterwards);
      return this;
    } finally {
      await processes.close();
      this.mx.stop();
    }
  }

  async #receive(webhook: Request): Promise<Response> {
    const { member_guid: memberGuid } = await webhook.json();
    if (memberGuid) this.#processes.hint({ userGuid: this.userGuid, memberGuid });
    return new Response();
  }
}
