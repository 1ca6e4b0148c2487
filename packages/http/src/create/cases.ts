import type { Wish } from './creation.ts';
import { isAtWork, type ListedMember } from './members.ts';

/** What MX shows of a creation, and what follows from it. */

/** What MX has shown of a creation. */
export interface Shown {
  readonly wish: Wish;
  /** What came of the request that creates the member. `null` if it was not sent this time. */
  readonly reply: 'created' | 'conflict' | 'lost' | null;
  /** The member that the creation is about. `null` if there is none, or if it is not clear which member it is. */
  readonly member: ListedMember | null;
  /** Whether this creation has made the member, or given it new credentials. */
  readonly isOwn: boolean;
  /** Whether MX has started a job for the new member. @default it is not known */
  readonly isJobRequested?: boolean;
}

/** What is done next. */
type Next =
  /** The host follows the job that MX runs, and then starts the job of the wish. */
  | 'follow'
  /** The host starts a job, because MX has started none. */
  | 'start'
  /** The bank's own page is opened, and the host waits for the person. */
  | 'openPage'
  /** The member gets the new credentials, and MX then starts a job. */
  | 'renew'
  /** Nothing is sent. The person enters the credentials again. */
  | 'askAgain'
  /** Nothing is sent. The person chooses one of the members. */
  | 'choose';

/** One row. `shows` and `does` are the sentences of the documentation. */
interface CreationCase {
  readonly name: string;
  readonly shows: string;
  readonly does: string;
  readonly next: Next;
  readonly fits: (shown: Shown) => boolean;
}

const statusOf = (member: ListedMember | null): unknown => member?.reading.connectionStatus;

/** Whether MX has never run a job for a member. */
const hasNeverRun = (member: ListedMember | null): boolean =>
  statusOf(member) === 'CREATED' &&
  member?.reading.isBeingAggregated !== true &&
  !member?.reading.aggregatedAt;

/** The first row that fits decides. */
export const CREATION_CASES = [
  {
    name: 'not found',
    shows: 'the reply is lost, and two reads, 3 s apart, do not find the member',
    does: '`needsCredentials`, because nothing is sent again without the person',
    next: 'askAgain',
    fits: ({ member, reply }) => !member && reply === 'lost',
  },
  {
    name: 'unclear',
    shows: '409, and the user has several members of the institution, or none, and MX names none',
    does: '`conflict`, and nothing is sent',
    next: 'choose',
    fits: ({ member }) => !member,
  },
  {
    name: 'pending',
    shows: 'PENDING: the person has not come back from the bank’s page of an earlier creation',
    does: 'that page is opened again',
    next: 'openPage',
    fits: ({ member, reply, wish }) =>
      wish.isOauth && statusOf(member) === 'PENDING' && reply !== 'created',
  },
  {
    name: 'no job',
    shows: 'MX has created the member without a job: 200, 201, or CREATED and never a job',
    does: 'the host starts the job',
    next: 'start',
    fits: ({ member, isOwn, isJobRequested, wish }) =>
      isOwn && !wish.isOauth && (hasNeverRun(member) || isJobRequested === false),
  },
  {
    name: 'own',
    shows: '202, or a member with the `id` of the creation',
    does: 'the host follows MX’s aggregation, and then starts the job',
    next: 'follow',
    fits: ({ isOwn }) => isOwn,
  },
  {
    name: 'at work',
    shows: '409, and the member is CHALLENGED, or a job of it runs',
    does: 'its question is shown, or its job is followed, and then the job starts',
    next: 'follow',
    fits: ({ member }) => member !== null && isAtWork(member),
  },
  {
    name: 'other login',
    shows: '409, and the member has the other kind of login: the bank’s page, or credentials',
    does: '`conflict`, and nothing is sent',
    next: 'choose',
    fits: ({ member, wish }) => member?.isOauth !== wish.isOauth,
  },
  {
    name: 'page again',
    shows: '409, and the member logs in on the bank’s page',
    does: 'the page is opened for this member, and a job other than `aggregate` starts after the person is back',
    next: 'openPage',
    fits: ({ wish }) => wish.isOauth,
  },
  {
    name: 'same login',
    shows: '409, and the member has any other status, such as CONNECTED or DENIED',
    does: 'the member gets the new credentials, and the host follows it and then starts the job',
    next: 'renew',
    fits: () => true,
  },
] as const satisfies readonly CreationCase[];

/** What is done next. */
export function nextOf(shown: Shown): Next {
  const [, unclear] = CREATION_CASES;
  return (CREATION_CASES.find(({ fits }) => fits(shown)) ?? unclear).next;
}
