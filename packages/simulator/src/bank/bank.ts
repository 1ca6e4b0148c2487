import type { Job } from '@mx-member/machine/step';
import { InstitutionBlocks } from './blocks.ts';
import type { BankChange } from './change.ts';
import { expectDailyJobs } from './daily-jobs.ts';
import type { KeyKind, ReadonlyDirectory } from './directory.ts';
import { workElsewhere } from './elsewhere.ts';
import type { MemberFields, UserFields } from './fields.ts';
import { Guids } from './guids.ts';
import type { Institution } from './institutions.ts';
import {
  type Beginning,
  beginJob,
  type GivenAnswer,
  invalidAnswers,
  type JobRules,
  resume,
  startResult,
} from './jobs.ts';
import type { Written } from './kept.ts';
import { Ledger } from './ledger.ts';
import { loginOf } from './logins.ts';
import { type Member, NO_SETTINGS, newMember } from './member.ts';
import { type BankOptions, rulesOf } from './options.ts';
import { addReceived, type Received, type StartedBy, type StartResult } from './received.ts';
import { BankRefusal } from './refusal.ts';
import type { ConnectionStatus } from './scripts.ts';
import { Timeline } from './timeline.ts';
import { Troubles } from './troubles.ts';
import type { User } from './user.ts';
import { WidgetVisits } from './visits.ts';
import { OAuthWindows, returningMember, withConsent } from './windows.ts';

/**
 * MX Bank and the platform around it. The bank has no timer and no randomness: each read first carries out everything
 * that is due, in order of time. A refused request throws a `BankRefusal` and changes nothing.
 */
export class Bank {
  /** The options with their defaults. */
  readonly rules: JobRules;
  /** The institutions that MX blocks. The platform refuses requests that would log in there. */
  readonly blocks: InstitutionBlocks;
  /** The open OAuth windows. */
  readonly windows: OAuthWindows;
  /** The addresses of widgets, and the visits to them. */
  readonly visits: WidgetVisits;
  /** Problems that connections have over the months. */
  readonly troubles: Troubles;
  readonly #guids: Guids;
  readonly #ledger: Ledger;
  readonly #timeline: Timeline;

  constructor(options: BankOptions = {}) {
    this.#guids = new Guids(options.kept?.guids);
    const outageAt = (code: string) => this.troubles.outageAt(code);
    const newGuid = this.#guids.next.bind(this.#guids);
    this.rules = { ...rulesOf(options), newGuid, outageAt };
    this.blocks = new InstitutionBlocks(this.rules.blocked);
    this.troubles = new Troubles(this, (member) => this.#put(member));
    const newToken = options.oauthToken ?? (() => this.rules.newGuid('OAU'));
    this.windows = new OAuthWindows(newToken);
    this.visits = new WidgetVisits(newToken);
    this.#ledger = new Ledger(this.rules);
    this.#timeline = new Timeline(this.rules.now, this.#ledger);
    workElsewhere(this, this.rules.elsewhere);
    if (options.kept) this.#ledger.restore(options.kept);
    for (const member of options.kept?.members ?? []) this.#expectDailyJobs(member);
  }

  /** The time of the bank, in ms since 1970. It never goes back. */
  get now(): number {
    return this.#timeline.now;
  }

  /** When something happens next, in ms since 1970. `undefined` if no job runs and nothing is planned. */
  get next(): number | undefined {
    return this.#timeline.next;
  }

  /** Plans something for a moment. It happens in order of time. Plans are not part of a kept bank. */
  plan(at: number, act: () => void): void {
    this.#timeline.plan(at, act);
  }

  /** Carries out everything that is due. Every read of a member calls it first. */
  advance(): void {
    this.#timeline.advance();
  }

  /** Calls `listener` after each change. @returns A function that stops the calls. */
  onChange(listener: (change: BankChange) => void): () => void {
    return this.#ledger.onChange(listener);
  }

  /** How many guids were made. A kept bank needs this number. */
  get guids(): number {
    return this.#guids.count;
  }

  /** Calls `listener` for each user and member that is written or deleted. @returns A function that stops the calls. */
  onWrite(listener: (written: Written) => void): () => void {
    return this.#ledger.onWrite(listener);
  }

  /** All users, in order of creation. */
  get users(): ReadonlyDirectory<User> {
    return this.#ledger.users;
  }

  /** A user by guid or, with `guidOrId`, also by the client's id. @throws BankRefusal 404 */
  user(key: string, by: KeyKind = 'guid'): User {
    const { users } = this.#ledger;
    const user = users.find(key, by);
    if (!user) throw new BankRefusal(404, 'The user does not exist.');
    return user;
  }

  /** Creates a user. @throws BankRefusal 409 when a user already has the id. */
  createUser(fields: UserFields = {}): User {
    const blank = { id: null, email: null, isDisabled: false, metadata: null };
    const guid = this.rules.newGuid('USR');
    return this.#ledger.putUser({ ...blank, ...fields, guid }, this.now);
  }

  /** Changes a user. @throws BankRefusal 404 for an unknown user, 409 when another user has the id. */
  updateUser(guid: string, fields: UserFields): User {
    return this.#ledger.putUser({ ...this.user(guid), ...fields }, this.now);
  }

  /** Deletes a user and its members. @throws BankRefusal 404 */
  deleteUser(guid: string): void {
    this.#ledger.removeUser(this.user(guid), this.now);
  }

  /** The current state of a member, with the requests that it received. @throws BankRefusal 404 */
  member(guid: string): Member {
    this.advance();
    const member = this.#ledger.find(guid);
    if (!member) throw new BankRefusal(404, 'The member does not exist.');
    return member;
  }

  /** A member of a user, by guid or, with `guidOrId`, also by the client's id. @throws BankRefusal 404 */
  memberOf(user: User, key: string, by: KeyKind = 'guid'): Member {
    const member = this.members(user).find(key, by);
    if (!member) throw new BankRefusal(404, 'The member does not exist.');
    return member;
  }

  /** The current members of a user, in order of creation. */
  members(user: User): ReadonlyDirectory<Member> {
    this.advance();
    return this.#ledger.membersOf(user.guid);
  }

  /**
   * Creates a member and starts a job, unless the job is skipped or an OAuth window comes first (D-CREATE).
   * @throws BankRefusal 404 for an unknown user, 400 for credentials of another institution, 409 for a duplicate.
   */
  createMember(userGuid: string, institution: Institution, fields: MemberFields): Member {
    this.advance();
    this.user(userGuid);
    const { credentials = [], skipAggregation = false, callbackPayload, ...settings } = fields;
    const login =
      institution.isOauth && credentials.length === 0
        ? null
        : loginOf(institution, credentials, null, this.rules);
    const guid = this.rules.newGuid('MBR');
    const createdAt = this.now;
    const fresh = { ...NO_SETTINGS, ...settings, guid, userGuid, institution, login, createdAt };
    const member = this.#put(newMember(fresh));
    this.#expectDailyJobs(member);
    const created =
      skipAggregation || !login || !this.rules.aggregatesNewMembers
        ? member
        : this.#begin(member, { type: 'aggregate', callbackPayload }, 'create');
    this.#ledger.tellMember(created, 'created', createdAt, callbackPayload);
    return created;
  }

  /**
   * Changes a member. New credentials start a job, unless a job already runs (N-UPD) or is skipped.
   * @throws BankRefusal 400 for credentials that do not fit the institution, 409 for a duplicate.
   */
  updateMember(guid: string, fields: MemberFields): Member {
    const member = this.member(guid);
    const { credentials, skipAggregation = false, callbackPayload, ...settings } = fields;
    const renewed = credentials && {
      login: loginOf(member.institution, credentials, member.login, this.rules),
      needsUpdatedCredentials: false,
    };
    const changed = this.#put({ ...member, ...settings, ...renewed });
    const updated =
      !renewed || skipAggregation || member.job
        ? changed
        : this.#begin(changed, { type: 'aggregate', callbackPayload, status: 'UPDATED' }, 'update');
    this.#ledger.tellMember(updated, 'updated', this.now, callbackPayload);
    return updated;
  }

  /** Deletes a member. Its job ends, and its login can be used again. @throws BankRefusal 404 */
  deleteMember(guid: string): void {
    this.#ledger.remove(this.member(guid), this.now);
  }

  /**
   * Starts a job. Starting the same job again succeeds, and so does a throttled start (202, D-ERR).
   * @param options.callbackPayload Is returned with the webhook of the job (OAS25). @default null
   * @param options.without The data that the job leaves out. @default nothing
   * @throws BankRefusal 409 while another job runs, 400 for a job that the institution does not support, 405 for a
   * member whose OAuth window was never finished.
   */
  start(
    guid: string,
    job: Job,
    options: Omit<Beginning, 'type' | 'status'> = {},
  ): { readonly member: Member; readonly result: StartResult } {
    const member = this.member(guid);
    if (this.rules.unsupportedJobs.includes(job))
      throw new BankRefusal(400, `The institution does not support ${job.replaceAll('_', ' ')}.`);
    if (!member.job && member.shown.status === 'PENDING')
      throw new BankRefusal(405, 'The user must finish the OAuth window first.');
    const result = startResult(member, job, this.now, this.rules);
    if (result === 'started')
      return { member: this.#begin(member, { ...options, type: job }, 'request'), result };
    const noted = this.#noteStart(member, job, 'request', result);
    if (result === 'tooMany')
      throw new BankRefusal(429, 'The balance of this member was checked too often.');
    if (result === 'otherJobRuns')
      throw new BankRefusal(409, 'A job of another type is running for this member.');
    return { member: noted, result };
  }

  /**
   * Accepts the answers to all open questions.
   * @param answers The answers, or why they could not be read.
   * @throws BankRefusal 405 when no question is open, 400 (or `refusedAnswers`) when the answers do not fit it.
   */
  resume(guid: string, answers: readonly GivenAnswer[] | BankRefusal): Member {
    const member = this.member(guid);
    const { job } = member;
    if (!job || member.shown.status !== 'CHALLENGED')
      return this.#refuseAnswers(
        member,
        new BankRefusal(405, 'The member is not CHALLENGED, so it has no question to answer.'),
      );
    if (answers instanceof BankRefusal) return this.#refuseAnswers(member, answers);
    const invalid = invalidAnswers(member, answers);
    return invalid === undefined
      ? this.#put(resume(member, job, answers, this.now, this.rules))
      : this.#refuseAnswers(member, new BankRefusal(this.rules.refusedAnswers, invalid));
  }

  /**
   * The user has given or denied access in an OAuth window. Denying changes nothing, unless `oauthDenied` says so.
   * @returns The member that the window returns (see `oauthReturns`).
   * @throws BankRefusal 410 when the window was already finished.
   */
  finishWindow(token: string, isAuthorized: boolean): Member {
    const { memberGuid, skipAggregation } = this.windows.get(token);
    const own = this.member(memberGuid);
    const member = isAuthorized ? this.#returnedFor(own) : own;
    this.windows.close(token);
    const isPending = member.shown.status === 'PENDING';
    const show = (status: ConnectionStatus) =>
      this.#put({ ...member, shown: { ...member.shown, status } });
    if (!isAuthorized) return isPending && !member.job ? show(this.rules.oauthDenied) : member;
    if (member.job) return member;
    if (skipAggregation) return isPending ? show('CREATED') : member;
    const status = isPending ? 'CREATED' : undefined;
    return this.#begin(member, { type: 'aggregate', status }, 'oauth');
  }

  #returnedFor(own: Member): Member {
    const isOther = this.rules.oauthReturns === 'connected';
    const members = isOther ? this.members(this.user(own.userGuid)).values() : [];
    const found = returningMember(own, members);
    const member = withConsent(found, this.now, this.rules);
    return member === found ? found : this.#put(member);
  }

  #refuseAnswers(member: Member, refusal: BankRefusal): never {
    this.#receive(member, { refusedAnswers: 1 });
    throw refusal;
  }

  #expectDailyJobs(member: Member): void {
    const { rules, blocks } = this;
    expectDailyJobs(member, { rules, blocks, ledger: this.#ledger, timeline: this.#timeline });
  }

  #begin(member: Member, beginning: Beginning, by: StartedBy): Member {
    const isQueued = by === 'request' || by === 'update';
    const begun = beginJob(member, { ...beginning, isQueued }, this.now, this.rules);
    return this.#noteStart(begun, beginning.type, by, 'started');
  }

  #noteStart(member: Member, job: Job, by: StartedBy, result: StartResult): Member {
    return this.#receive(member, { starts: [{ at: this.now, job, by, result }] });
  }

  #receive(member: Member, more: Partial<Received>): Member {
    return this.#put({ ...member, received: addReceived(member.received, more) });
  }

  #put(member: Member): Member {
    return this.#ledger.put(member, this.now);
  }
}
