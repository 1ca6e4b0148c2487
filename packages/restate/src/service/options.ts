import type { MemberObserver } from '@mx-member/machine/hosting';
import type {
  CallEffect,
  Deadlines,
  MemberId,
  MemberPort,
  MemberView,
  Pacing,
} from '@mx-member/machine/step';
import type { createIngress, IngressOptions } from '../ingress.ts';
import type { Open } from '../seal.ts';
import type { Budget } from './budget.ts';

/** What a worker was doing when something was thrown. `open`: a sealed answer could not be opened. */
export type ServiceErrorPlace = CallEffect['type'] | 'open' | 'onEnded';

/** Options of `createMemberService`. */
export interface MemberServiceOptions extends IngressOptions {
  /**
   * Makes the calls to MX, such as `createMx({ limiter: budget.limiter, … })`. It is given answers in the clear. Each call must
   * settle within 40 s, for a worker that is silent for 75 s counts as dead.
   */
  readonly port: MemberPort;
  /** Opens sealed answers: `createOpen` with the private keys. When it fails nothing is sent, and the user is asked again. */
  readonly open: Open;
  /** One limit for all workers, made by `createBudget`. Give its `limiter` to the port. @default no limit */
  readonly budget?: Budget;
  /**
   * Called at least once for each outcome, in one of the workers, until it resolves. It can be called again for the same
   * outcome, which `member` and `view.revision` name. @default nothing
   */
  readonly onEnded?: (member: MemberId, view: MemberView) => void | Promise<void>;
  /**
   * What was thrown, for your log. A port of your own may quote secrets in its errors: look before you write them down.
   * @default nothing
   */
  readonly onError?: (thrown: unknown, where: ServiceErrorPlace) => void;
  /**
   * Gets the views of members while this worker has them: after each event it gets `null`, for the next may come to another
   * worker. After a crash it can get a view again. @default none
   */
  readonly observer?: MemberObserver;
  /** For all members; an input's own values go first. @default `DEFAULT_PACING` */
  readonly pacing?: Partial<Pacing>;
  /** For all members; an input's own values go first. @default `DEFAULT_DEADLINES` */
  readonly deadlines?: Partial<Deadlines>;
  /** Allows a pace below 1 s, for tests. @default false */
  readonly unsafePacing?: boolean;
  /** How long the record of a finished member is kept, in ms. @default 604800000 (7 days) */
  readonly retention?: number;
  /** The name of the virtual object; other services begin with it. @default 'mxMember' */
  readonly name?: string;
  /** The clock of readings, in ms since 1970. @default Date.now */
  readonly now?: () => number;
}

/** The options with their defaults. */
export type MemberServiceSettings = Omit<
  MemberServiceOptions,
  'ingress' | 'fetch' | 'headers' | 'onError'
> &
  Required<Pick<MemberServiceOptions, 'name' | 'now' | 'onError' | 'retention'>> & {
    readonly ingress: ReturnType<typeof createIngress>;
  };

export const DEFAULT_RETENTION = 7 * 24 * 60 * 60 * 1000;
