/**
 * The beliefs about MX: one for each thing that the model does, and what the rules of the machine rely on besides. The mark says
 * how sure we are. A page of the documentation says how a trace of MX itself moves a belief from `assumed` to `seen at MX`.
 */

/** How a belief is known. */
export type Mark = 'documented' | "MX's code" | 'assumed' | `seen at MX (${string})`;

/** Something that MX does, in a sentence. */
export interface Belief {
  readonly mark: Mark;
  readonly says: string;
  /** The page or file, by its name in `docs/sources.md`. Absent for what is assumed. */
  readonly source?: string;
}

const documented = (says: string, source: string) =>
  ({ mark: 'documented', says, source }) as const;
const inCode = (says: string, source: string) => ({ mark: "MX's code", says, source }) as const;
const assumed = (says: string) => ({ mark: 'assumed', says }) as const;

/** All beliefs, in the order of a member's life. */
export const BELIEFS = {
  // Creation.
  created: documented('A new member with credentials starts an aggregation by itself.', 'D-CREATE'),
  createdPending: documented('A new member with OAuth is PENDING, and no job runs.', 'N-CRE'),
  createdIdle: documented('A creation can succeed without a job: 200 instead of 202.', 'D-CREATE'),
  createdPartly: documented(
    'A creation of which MX cannot deliver a product is 201, and the member has an error.',
    'D-CREATE',
  ),
  duplicate: documented('A second member with the same login or id is refused with 409.', 'D-MEM'),
  // OAuth.
  authorized: documented('After the person has authorized, MX starts an aggregation.', 'D-CREATE'),
  notAuthorized: inCode('Whoever leaves the bank’s page leaves the member as it was.', 'CW'),
  authorizationDenied: assumed('A person who authorizes nothing makes the member DENIED.'),
  startPending: assumed('A start is refused with 405 while the member is PENDING.'),
  // Starts.
  started: documented('An accepted start begins a job, and the flag is true.', 'A-AGG'),
  statusOfStart: documented(
    'An accepted start of verify or fetch_rewards is answered with 200, other starts with 202.',
    'OAS25',
  ),
  statusStays: documented(
    'While a job runs, the member shows the status of the job before.',
    'A-BAL',
  ),
  startedUnseen: assumed('The reply to a start can show the member as it was before.'),
  queued: assumed('An accepted start, or new credentials, can begin their job seconds later.'),
  begunSoon: assumed('A queued job begins within a minute.'),
  throttled: documented(
    'For typically 3 hours after a success, a start of aggregate is accepted, and no job runs.',
    'D-ERR, D-AGI, OAS25',
  ),
  needsCredentials: documented(
    'While `needs_updated_credentials` is true, MX aggregates nothing.',
    'OAS25',
  ),
  startedAgain: documented(
    'A start of our job that already runs is accepted, without effect.',
    'D-ERR',
  ),
  joined: documented(
    'A start while another job of the same type runs is accepted, and joins it.',
    'D-ERR',
  ),
  unsupported: documented(
    'A start of another job than aggregate is refused with 400 where the bank does not support it.',
    'D-ERR',
  ),
  otherJobRuns: documented(
    'A start while a job of another type runs is refused with 409.',
    'D-ERR',
  ),
  updated: inCode('New credentials start an aggregation; the member is UPDATED.', 'CW'),
  ownJob: documented('MX starts an aggregation by itself, about once a day.', 'D-AGI'),
  startedElsewhere: documented('Another program can start a job of any type.', 'OAS25'),
  // A job at work.
  passing: inCode(
    'A running job can show CREATED, UPDATED, RESUMED, RECONNECTED or CONNECTED.',
    'CW',
  ),
  passingOther: assumed('A running job can show any status for a while.'),
  stampAtStart: documented('`aggregated_at` is when the latest job of any type began.', 'OAS25'),
  jobNamed: assumed('`most_recent_job_guid` changes when a job begins, and only then.'),
  // Questions.
  asked: documented(
    'A running job can ask one or several questions. The flag stays true.',
    'D-MFA',
  ),
  askedByOther: assumed('A job that MX started by itself can ask, too.'),
  expired: documented('A question that nobody answers makes the member EXPIRED.', 'N-MEM'),
  reworded: assumed('The words of an open question can change.'),
  answeredElsewhere: assumed('Another program can answer an open question.'),
  // Answers.
  answered: documented('Accepted answers make the member RESUMED, and the job continues.', 'D-MFA'),
  answeredUnseen: assumed('The reply to answers can show the member as it was before.'),
  notAsked: documented('Answers without an open question are refused with 405.', 'N-RES'),
  otherAsked: assumed('MX refuses answers to a closed question with 400.'),
  formRefused: documented('Answers or credentials in a wrong form are refused with 400.', 'N-RES'),
  wrongEnds: documented('A wrong answer makes the member REJECTED, and the job ends.', 'N-MEM'),
  wrongAsksNew: documented(
    'After a wrong answer, the bank can ask again, with a new guid.',
    'N-MEM',
  ),
  wrongAsksSame: assumed('After a wrong answer, the bank can ask again, with the same guid.'),
  wrongResumed: assumed('A wrong answer can first make the member RESUMED.'),
  // Ends.
  endedWell: documented(
    'A job that ends well is CONNECTED, idle, and moves the success.',
    'A-STAT',
  ),
  endedBadly: documented('A job that fails leaves a status that says why, and is idle.', 'N-MEM'),
  prevented: documented('After three refused logins in a row, a member is PREVENTED.', 'N-MEM'),
  endedWithCode: inCode('A job can end with an error code, even as CONNECTED.', 'CW'),
  codeStays: assumed('An error code can stay when the status has moved on.'),
  lateCode: assumed('A job can be CONNECTED and idle before its error appears.'),
  stampAtSuccess: documented('`successfully_aggregated_at` moves when a job ends well.', 'OAS25'),
  // Reading.
  shown: documented('A poll shows the member as it is.', 'A-STAT'),
  replica: assumed(
    'A poll can show the member as it was before its last change, for some seconds.',
  ),
  caughtUp: assumed('A replica is at most 9 s behind.'),
  leftOut: documented(
    'A reading can leave out the flag, the time stamps or the error code.',
    'OAS25',
  ),
  flagKept: assumed('If MX sends the flag for a member, only a replica leaves it out.'),
  stampsDiffer: assumed('Two replies can say one moment with and without its milliseconds.'),
  pollPace: documented('MX recommends 3 s between two polls.', 'A-STAT'),
  notThereYet: inCode('A member that was just created can be unknown for a moment.', 'CW'),
  deleted: documented('Another program can delete the member, at any time.', 'OAS25'),
  gone: documented('A deleted member is not found.', 'OAS25'),
  // What MX's widget relies on at MX's own API. The model does not show it.
  numbers: inCode('Statuses, kinds of questions and kinds of jobs are numbers.', 'CW'),
  duplicateNamed: inCode('The 409 for a second member names the first one by its guid.', 'CW'),
  institutionStatus: inCode(
    'The status of an institution is OPERATIONAL, MAINTENANCE, DEGRADED or UNAVAILABLE, or its number from 0 to 3.',
    'CW',
  ),
  jobReadable: inCode('A job can be read by its guid, and says what kind it is.', 'CW'),
  jobAfterOauth: inCode(
    'After OAuth, the client starts the job that it wants if MX has started another one.',
    'CW',
  ),
  optionByGuid: inCode('The answer to a list is the guid of the option.', 'CW'),
  listAlone: inCode('A list is the first and only question of its round.', 'CW'),
  errorTwice: inCode(
    'An error status is trusted when two polls show it, or with an error code.',
    'CW',
  ),
  replySoon: inCode('A poll is answered within 3 s. The widget drops a later reply.', 'CW'),
} as const satisfies Readonly<Record<string, Belief>>;

/** The name of a belief. */
export type BeliefName = keyof typeof BELIEFS;

/** The marks in the order of their certainty, without the date of `seen at MX`. */
export const MARKS = ['documented', "MX's code", 'assumed', 'seen at MX'] as const;

/** How many beliefs have each mark. */
export const countOfMarks = (): readonly (readonly [mark: string, count: number])[] =>
  MARKS.map((mark) => [
    mark,
    Object.values<Belief>(BELIEFS).filter((belief) => belief.mark.startsWith(mark)).length,
  ]);
