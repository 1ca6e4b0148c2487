import type { Job, MemberView } from '@mx-member/machine/step';
import type { Start } from './hosts/places.ts';
import type { WorldMx } from './mx.ts';
import type { Plan } from './plan.ts';
import type { Time } from './time.ts';

/** An act of the person, or of the app for them. */
export interface Act {
  readonly at: number;
  readonly what: 'create' | 'credentials' | 'authorize' | 'start' | 'answer' | 'yes';
  /** How many logins it allows: MX's own job, and the job that was asked for. */
  readonly logins: number;
}

/** Answers that the person has given, and whether the host has accepted them. */
export interface Answered {
  readonly at: number;
  readonly guids: readonly string[];
  readonly prompt: number;
  isAccepted: boolean | null;
}

/** What has happened in a world, beside what MX has written down. Oracles read nothing else. */
export abstract class Happened {
  readonly plan: Plan;
  readonly time: Time;
  abstract readonly mx: WorldMx;
  abstract readonly userGuid: string;
  readonly acts: Act[] = [];
  readonly answers: Answered[] = [];
  /** Each time a server has asked for a yes, and why. */
  readonly holds: { readonly at: number; readonly why: string }[] = [];
  /** Credentials that MX has taken, and in which process. */
  readonly entered: { readonly at: number; readonly what: string; readonly process: number }[] = [];
  /** What the person has seen, at each look that differs from the last. */
  readonly views: { readonly at: number; readonly view: MemberView }[] = [];
  /** When processes died, and began. */
  readonly restarts: number[] = [];
  /** The moments at which they died, by their names. */
  readonly deaths: string[] = [];
  /** When something told the host to look: a webhook, the person who is back. */
  readonly hints: number[] = [];
  /** Everything that processes have written: records, views, errors. */
  readonly written: string[] = [];
  /** The lines of all traces, a process after the other. */
  readonly trace: string[] = [];
  /** The steps of all lifecycles, with what caused them. */
  readonly steps: Parameters<Start['observe']>[] = [];
  /** When a host has asked for a start, which may be held back. */
  readonly starts: number[] = [];
  /** Jobs that another program has started, by their moments. */
  elsewhere: readonly number[] = [];
  /** When the person began, and the end was there. `null` without an end. */
  began = 0;
  endedAt: number | null = null;
  /** Whether a job ran at the bank at the end. */
  wasAtWork = false;
  /** Whether a page was refused a job that the server does not serve. */
  isRefused = false;
  /** The member of somebody else of the same user. */
  partner: string | null = null;

  constructor(plan: Plan, time: Time) {
    this.plan = plan;
    this.time = time;
  }

  /** The members of the person at the bank. */
  get members() {
    const { bank } = this.mx.simulator;
    const all = [...bank.members(bank.user(this.userGuid)).values()];
    return all.filter(({ guid }) => guid !== this.partner);
  }

  get isBankPage(): boolean {
    return this.plan.login === 'bankPage';
  }

  /** The job that MX does not start by itself. */
  get ownJob(): Job | null {
    const { job } = this.plan;
    return job === 'none' || job === 'aggregate' ? null : job;
  }

  get view(): MemberView | null {
    return this.views.at(-1)?.view ?? null;
  }

  noteAct(what: Act['what'], logins = 0): void {
    this.acts.push({ at: this.time.now(), what, logins });
  }
}
