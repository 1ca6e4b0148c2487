import {
  checkDefaults,
  checkOptions,
  checkPort,
  MEMBER_HOST_OPTIONS,
  type MemberHostOptions,
  type MemberObserver,
} from '@mx-member/machine/hosting';
import type { CallEffect, MemberPort } from '@mx-member/machine/step';
import type { StepTracer } from '@mx-member/machine/trace';
import { type createIngress, INGRESS_OPTIONS, type IngressOptions } from '../ingress.ts';
import type { Open } from '../seal.ts';
import type { Budget } from './budget/budget.ts';

/**
 * What a worker was doing when an error was thrown. `open`: a sealed answer could not be opened. `record`: a stored record
 * could not be read. `trace`: the tracer has thrown.
 */
type ServiceErrorPlace = CallEffect['type'] | 'open' | 'onEnded' | 'record' | 'trace';

/** Options of `createMemberService`. */
export interface MemberServiceOptions extends IngressOptions, MemberHostOptions<ServiceErrorPlace> {
  /**
   * Makes the calls to MX, for example the result of `createMx({ limiter: budget.limiter, … })`. It gets answers in the
   * clear. Each call must settle within 40 s, because a worker that is silent for 75 s counts as dead.
   */
  readonly port: MemberPort;
  /**
   * Opens sealed answers: the result of `createOpen` with the private keys. If it fails, nothing is sent, and the user
   * is asked again.
   */
  readonly open: Open;
  /** One limit for all workers, from `createBudget`. Pass its `limiter` to the port. @default no limit */
  readonly budget?: Budget;
  /**
   * Gets the views of members while this worker handles them. After each event it gets `null`, because another worker
   * may get the next event. After a crash it can get a view again. @default none
   */
  readonly observer?: MemberObserver;
  /**
   * Is given each step of each member, such as `createTracer({ write, key })` of `@mx-member/adapters/trace`, which writes a trace
   * without secrets. Give all workers the same `key`. After a crash it can be given a step again, with the same `id`. @default none
   */
  readonly trace?: StepTracer;
  /**
   * Whether each member keeps what happened in its last two lifecycles, in sentences without secrets, for `explain`. It takes up to
   * 8 kB for a lifecycle. @default true
   */
  readonly explains?: boolean;
  /** The name of the virtual object; other services begin with it. @default 'mxMember' */
  readonly name?: string;
}

/** The options with their defaults. */
export type MemberServiceSettings = Omit<
  MemberServiceOptions,
  'ingress' | 'fetch' | 'headers' | 'onError'
> &
  Required<Pick<MemberServiceOptions, 'name' | 'now' | 'onError' | 'retention'>> & {
    readonly ingress: ReturnType<typeof createIngress>;
  };

const OPTIONS = [
  ...INGRESS_OPTIONS,
  ...MEMBER_HOST_OPTIONS,
  'open',
  'budget',
  'trace',
  'explains',
  'name',
] as const;

/** @throws {TypeError} that names the first wrong option. */
export function checkServiceOptions(options: MemberServiceOptions): void {
  checkOptions('createMemberService', options, OPTIONS);
  checkPort('createMemberService', options.port);
  if (typeof options.open !== 'function')
    throw new TypeError('createMemberService: `open` must be a function.');
  checkDefaults(options);
}
