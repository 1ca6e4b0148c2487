import type { BankChange } from './change.ts';
import { Directory } from './directory.ts';
import { DueQueue } from './due-queue.ts';
import { advance, type JobRules } from './jobs.ts';
import { type KeptBank, restoredMember, type Written } from './kept.ts';
import { loginKey } from './logins.ts';
import type { Member, RunningJob } from './member.ts';
import { BankRefusal } from './refusal.ts';
import type { User } from './user.ts';

/** The records of the platform, and when their next steps are due. No operation searches through all members. */
export class Ledger {
  readonly users = new Directory<User>();
  readonly #members = new Map<string, Directory<Member>>();
  readonly #owners = new Map<string, string>();
  readonly #logins = new Map<string, string>();
  readonly #due = new DueQueue<{ readonly guid: string; readonly job: string }>();
  readonly #listeners = new Set<(change: BankChange) => void>();
  readonly #writers = new Set<(written: Written) => void>();
  readonly #rules: JobRules;

  constructor(rules: JobRules) {
    this.#rules = rules;
  }

  /** When the next step of a job may be due. `undefined` if no job runs. */
  get next(): number | undefined {
    return this.#due.next;
  }

  /** Carries out the next step of a job, if it is due by then. */
  doNext(now: number): void {
    const due = this.#takeDue(now);
    if (due) this.put(advance(due.member, due.job, this.#rules), due.job.dueAt);
  }

  #takeDue(now: number): { readonly member: Member; readonly job: RunningJob } | undefined {
    for (let due = this.#due.take(now); due; due = this.#due.take(now)) {
      const member = this.find(due.item.guid);
      const job = member?.job;
      // The job may have changed meanwhile: an answer arrived, or the member was deleted.
      if (member && job && job.guid === due.item.job && job.dueAt === due.at)
        return { member, job };
    }
    return undefined;
  }

  /** Reports that a request has created, updated or deleted a member. */
  tellMember(
    member: Member,
    action: Extract<BankChange, { readonly type: 'user' }>['action'],
    at: number,
    callbackPayload: string | null = null,
  ): void {
    const user = this.users.get(member.userGuid);
    if (user) this.tell({ type: 'member', at, member, user, action, callbackPayload });
  }

  tell(change: BankChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  onChange(listener: (change: BankChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onWrite(listener: (written: Written) => void): () => void {
    this.#writers.add(listener);
    return () => this.#writers.delete(listener);
  }

  #write(written: Written): void {
    for (const listener of this.#writers) listener(written);
  }

  /** Restores a kept state. Nothing in it has changed, so listeners are not called. */
  restore({ users, members }: KeptBank): void {
    for (const user of users) this.users.put(user);
    for (const member of members.map(restoredMember)) {
      this.#own(member);
      this.#logins.set(loginKey(member, this.#rules), member.guid);
      this.membersOf(member.userGuid).put(member);
      if (member.job) this.#due.add(member.job.dueAt, { guid: member.guid, job: member.job.guid });
    }
  }

  /** @throws BankRefusal 409 when another user has the id. */
  putUser(given: Omit<User, 'revision'>, at: number): User {
    const holder = given.id === null ? undefined : this.users.guidOf(given.id);
    if (holder !== undefined && holder !== given.guid)
      throw new BankRefusal(409, 'Another user already has this id.');
    const before = this.users.get(given.guid);
    const user = { ...given, revision: (before?.revision ?? 0) + 1 };
    this.users.put(user);
    this.#write({ type: 'user', guid: user.guid, value: user });
    this.tell({ type: 'user', at, user, action: before ? 'updated' : 'created' });
    return user;
  }

  removeUser(user: User, at: number): void {
    const { guid } = user;
    for (const member of [...this.membersOf(guid).values()]) this.remove(member, at);
    this.#members.delete(guid);
    this.users.delete(guid);
    this.#write({ type: 'user', guid, value: null });
    this.tell({ type: 'user', at, user, action: 'deleted' });
  }

  find(guid: string): Member | undefined {
    const owner = this.#owners.get(guid);
    return owner === undefined ? undefined : this.#members.get(owner)?.get(guid);
  }

  membersOf(userGuid: string): Directory<Member> {
    return this.#members.get(userGuid) ?? new Directory();
  }

  /**
   * Adds or replaces a member, schedules its next step, and reports what has changed.
   *
   * @throws BankRefusal 409 when another member of the user has the id or the login.
   */
  put(given: Member, at: number): Member {
    const before = this.find(given.guid);
    this.#refuseDuplicate(given);
    const isChanged = before !== undefined && before.shown !== given.shown;
    const member = {
      ...given,
      revision: (before?.revision ?? 0) + 1,
      ...(isChanged && { shownBefore: before.shown, changedAt: at }),
    };
    const { job } = member;
    if (before) this.#logins.delete(loginKey(before, this.#rules));
    else this.#own(member);
    this.#logins.set(loginKey(member, this.#rules), member.guid);
    this.membersOf(member.userGuid).put(member);
    this.#write({ type: 'member', guid: member.guid, value: member });
    if (job && job !== before?.job) this.#due.add(job.dueAt, { guid: member.guid, job: job.guid });
    this.#tellTurn(before, member, at);
    return member;
  }

  remove(member: Member, at: number): void {
    this.#logins.delete(loginKey(member, this.#rules));
    this.membersOf(member.userGuid).delete(member.guid);
    this.#owners.delete(member.guid);
    this.#write({ type: 'member', guid: member.guid, value: null });
    this.tellMember(member, 'deleted', at);
  }

  #own({ guid, userGuid }: Member): void {
    this.#owners.set(guid, userGuid);
    if (!this.#members.has(userGuid)) this.#members.set(userGuid, new Directory());
  }

  #refuseDuplicate(member: Member): void {
    const refuse = (holder: string | undefined, what: string) => {
      if (holder !== undefined && holder !== member.guid)
        throw new BankRefusal(409, `The user already has a member with ${what}.`, { holder });
    };
    if (member.id !== null) refuse(this.membersOf(member.userGuid).guidOf(member.id), 'this id');
    if (this.#rules.duplicates !== 'allowed')
      refuse(
        this.#logins.get(loginKey(member, this.#rules)),
        `these credentials at ${member.institution.code}`,
      );
  }

  #tellTurn(before: Member | undefined, member: Member, at: number): void {
    const user = this.users.get(member.userGuid);
    if (!user) return;
    if (before?.shown.status !== member.shown.status)
      this.tell({ type: 'status', at, member, user });
    const isFinished = before?.job !== undefined && before.job !== null && !member.job;
    const isAsked = before?.shown.status !== 'CHALLENGED' && member.shown.status === 'CHALLENGED';
    if (isFinished || (member.job && isAsked))
      this.tell({
        type: 'job',
        at,
        member,
        user,
        startedAt: member.shown.aggregatedAt,
        isFinished,
      });
    const last = member.shown.successfullyAggregatedAt;
    if (before?.job && !member.job && last !== before.shown.successfullyAggregatedAt) {
      const { type: job, isBackground = false, callbackPayload } = before.job;
      this.tell({ type: 'ended', at, member, user, before, job, isBackground, callbackPayload });
    }
  }
}
