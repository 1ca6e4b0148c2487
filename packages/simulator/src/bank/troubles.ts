import type { ChallengeType } from '@mx-member/machine/step';
import { INSTITUTION_ERRORS, type InstitutionBlocks, type InstitutionError } from './blocks.ts';
import type { Member, Standing } from './member.ts';
import type { ConnectionStatus } from './scripts.ts';

/** What {@link Troubles} needs of the bank. */
interface TroubledBank {
  readonly now: number;
  readonly blocks: InstitutionBlocks;
  member(guid: string): Member;
  plan(at: number, act: () => void): void;
}

const isBlock = (as: string): as is InstitutionError =>
  INSTITUTION_ERRORS.some((error) => error === as);

/**
 * Problems that connections have over the months, at the bank and not at MX: the next job discovers them. Each call
 * takes effect at once. Use `bank.plan` to delay it.
 */
export class Troubles {
  readonly #bank: TroubledBank;
  readonly #put: (member: Member) => void;
  readonly #outages = new Map<string, ConnectionStatus>();

  constructor(bank: TroubledBank, put: (member: Member) => void) {
    this.#bank = bank;
    this.#put = put;
  }

  /** The user has changed the password at the bank. Jobs end as DENIED until other credentials are given. */
  changePassword(memberGuid: string): void {
    const { login } = this.#bank.member(memberGuid);
    this.#stand(memberGuid, { refusedPassword: login?.password ?? null });
  }

  /** The bank asks from now on, in daily jobs too, until a job has got its answers. @default one TOKEN */
  askFromNow(memberGuid: string, asks: readonly ChallengeType[] = ['TOKEN']): void {
    this.#stand(memberGuid, { asks });
  }

  /** The bank refuses all logins until the user has fixed something on its site. */
  hold(memberGuid: string, as: 'LOCKED' | 'IMPEDED' = 'LOCKED'): void {
    this.#stand(memberGuid, { heldAs: as });
  }

  /** The user has fixed it. MX notices at the next job. */
  release(memberGuid: string): void {
    this.#stand(memberGuid, { heldAs: null });
  }

  /** The user revokes the consent at a bank with an OAuth page. `consentEndsAs` says how the next job ends. */
  revokeConsent(memberGuid: string): void {
    this.#stand(memberGuid, { consentUntil: this.#bank.now });
  }

  /** MX closes, discontinues or disables the connection. These statuses are never the result of a job. */
  end(memberGuid: string, as: 'CLOSED' | 'DISCONTINUED' | 'DISABLED'): void {
    const member = this.#bank.member(memberGuid);
    const shown = { ...member.shown, status: as, isBeingAggregated: false, challenges: [] };
    this.#put({ ...member, job: null, shown });
  }

  /** An institution cannot be read for some time. If two outages overlap, the last one wins. */
  outage({
    institution,
    from = this.#bank.now,
    until,
    as = 'DEGRADED',
  }: {
    /** The institution's code: `mxbank`. */
    readonly institution: string;
    /** In ms since 1970. @default now */
    readonly from?: number;
    /** In ms since 1970. */
    readonly until: number;
    /**
     * How jobs end during the outage. With an `institution_…_error`, calls get a 400 and daily jobs are skipped. @default
     * 'DEGRADED'
     */
    readonly as?: 'DEGRADED' | 'FAILED' | 'DISCONNECTED' | InstitutionError;
  }): void {
    const [begin, end] = isBlock(as)
      ? [() => this.#bank.blocks.set(institution, as), () => this.#bank.blocks.delete(institution)]
      : [() => this.#outages.set(institution, as), () => this.#outages.delete(institution)];
    this.#bank.plan(from, begin);
    this.#bank.plan(until, end);
  }

  /** How jobs at an institution end at this moment. `undefined` if it can be read. */
  outageAt(institution: string): ConnectionStatus | undefined {
    return this.#outages.get(institution);
  }

  /**
   * Whether the bank would let the next job through without the user, whatever MX shows. Tests of a watcher compare
   * with this.
   */
  isWell(memberGuid: string): boolean {
    const { institution, login, standing, needsUpdatedCredentials } = this.#bank.member(memberGuid);
    return (
      !needsUpdatedCredentials &&
      this.outageAt(institution.code) === undefined &&
      this.#bank.blocks.get(institution.code) === undefined &&
      isLetIn({ login, standing }, this.#bank.now)
    );
  }

  #stand(memberGuid: string, change: Partial<Standing>): void {
    const member = this.#bank.member(memberGuid);
    this.#put({ ...member, standing: { ...member.standing, ...change } });
  }
}

const isLetIn = ({ login, standing }: Pick<Member, 'login' | 'standing'>, at: number): boolean =>
  standing.heldAs === null &&
  standing.asks.length === 0 &&
  (login
    ? login.isKnownUser && login.password !== standing.refusedPassword
    : !(standing.consentUntil !== null && at >= standing.consentUntil));
