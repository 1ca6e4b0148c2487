import type { BackendEvidence } from '../evidence.ts';
import { answerAfterExpiry, answerSentTwice, usersMixed } from './answers.ts';
import type { RuleCheck } from './judgement.ts';
import { secretInOutput } from './output.ts';
import {
  endMistaken,
  endNotShown,
  oldFailureTrusted,
  oldSuccessTrusted,
  questionNeverShown,
} from './people.ts';
import {
  herdAfterOutage,
  outageHammered,
  polledTooFast,
  pollsNeverEnd,
  refusedKeyHammered,
  retryAfterIgnored,
} from './polls.ts';
import { deniedRetried, startRepeated } from './starts.ts';

/** A rule that a server must keep. */
export interface BackendRule {
  /** What a server did wrong if it breaks the rule, in a few words. */
  readonly title: string;
  /** The rule, with the source of the fact behind it. */
  readonly rule: string;
  /** What to do about it. */
  readonly remedy: string;
  readonly check: RuleCheck;
}

/** The rules by name. A scenario names those that it can check. */
export const BACKEND_RULES = {
  'answer-sent-twice': {
    title: 'an answer was sent twice',
    rule: 'An answer reaches MX once for each time the person gave it. MX documents no idempotency key, and a second answer may be taken for the next question (OAS25, D-MFA).',
    remedy:
      'Note the answer as sent before you send it. After a lost reply or a restart, read the status. Where MX still asks the same question, ask the person.',
    check: answerSentTwice,
  },
  'start-repeated': {
    title: 'a start was repeated blindly',
    rule: 'A start is a login at the bank. It is repeated when a person asks, or when readings show that it did not arrive (D-ERR: 202 also means that nothing new runs, and 409 that another job runs).',
    remedy:
      'After a lost reply, read the status first: "is_being_aggregated", or another "aggregated_at", shows that the start arrived. After 409, wait until nothing runs. After any other 4xx, tell the person.',
    check: startRepeated,
  },
  'polled-too-fast': {
    title: 'a member was polled faster than every 3 s',
    rule: 'MX wants at least 3 s between two readings of a member (A-STAT).',
    remedy:
      'Wait 3 s from request to request. Where each request of your page reads MX, keep the last reading for 3 s.',
    check: polledTooFast,
  },
  'polls-never-end': {
    title: 'the polls never end',
    rule: 'Polling stops at a final state: a status that is not a passing one, with "is_being_aggregated" false (D-IFS, CW).',
    remedy:
      'Treat every status as final that is not CREATED, UPDATED, RESUMED, RECONNECTED, CHALLENGED or PENDING, once no job runs. Set a limit for a lifecycle that shows none.',
    check: pollsNeverEnd,
  },
  'denied-retried': {
    title: 'a refused password was tried again',
    rule: 'After DENIED the person enters the credentials again. After the third failure in a row MX stops trying (PREVENTED), so that the bank does not lock the account (N-MEM).',
    remedy: 'Start again only with credentials that the person has entered since.',
    check: deniedRetried,
  },
  'old-success-trusted': {
    title: 'an old CONNECTED was trusted',
    rule: 'Until a job ends, MX shows the status of the job before. Success is CONNECTED with "is_being_aggregated" false, after the start (A-STAT, A-BAL).',
    remedy:
      'Compare "aggregated_at" and "successfully_aggregated_at" with the reading before the start. A reading without a new one is old.',
    check: oldSuccessTrusted,
  },
  'old-failure-trusted': {
    title: 'an old failure was trusted',
    rule: 'While "is_being_aggregated" is true, an error status is the status of the job before (A-BAL, CW).',
    remedy: 'Read on while a job runs, whatever the status says, except CHALLENGED.',
    check: oldFailureTrusted,
  },
  'end-mistaken': {
    title: 'a person was shown another outcome than MX has',
    rule: 'A lifecycle ends as MX says: CONNECTED and idle, or an error status and idle (A-STAT, D-IFS).',
    remedy:
      'Say "connected" or "failed" after a reading that shows it. A reply of your own that was lost is not a failure at MX.',
    check: endMistaken,
  },
  'end-not-shown': {
    title: 'a person was never shown the outcome',
    rule: 'Every lifecycle ends for its person. Webhooks can be late or lost, so MX wants a timer beside them (D-WH).',
    remedy:
      'Read the status on a timer too, keep what runs where it survives a restart, and answer the page until it has shown the outcome.',
    check: endNotShown,
  },
  'question-never-shown': {
    title: 'a question was never shown',
    rule: 'While MX waits for an answer, the person is asked. All questions of a round are asked, and the next round has other guids (D-MFA, A-RES).',
    remedy:
      'Show every entry of "challenges" whenever the status is CHALLENGED, and compare guids to know a new round. If the server no longer reads the member, let it read on after a failed request and after a restart.',
    check: questionNeverShown,
  },
  'answer-after-expiry': {
    title: 'an answer was sent after its question had expired',
    rule: 'An answer is not sent after EXPIRED (CW: check for EXPIRED before sending).',
    remedy: 'Read the status before you send an answer that comes late, and refuse the answer.',
    check: answerAfterExpiry,
  },
  'users-mixed': {
    title: 'two users were mixed up',
    rule: 'A question and its answer belong to one member of one user (OAS25: both guids are in the path).',
    remedy: 'Keep what is asked under the guid of the member, never in a variable of the process.',
    check: usersMixed,
  },
  'outage-hammered': {
    title: 'MX was hammered while it was down',
    rule: 'After an error of the server, a client waits longer each time (D-ERR: 429 and 5xx).',
    remedy: 'Double the wait after each failed reading, up to a minute, and add a random part.',
    check: outageHammered,
  },
  'herd-after-outage': {
    title: 'all members asked at once after the outage',
    rule: 'After an outage the members ask one after the other: MX limits requests for each second (D-ERR11).',
    remedy:
      'Add a random part to each wait, or let one member try first and the others follow slowly.',
    check: herdAfterOutage,
  },
  'retry-after-ignored': {
    title: 'Retry-After was ignored',
    rule: 'After 429 the next request waits until the window has passed (D-ERR).',
    remedy: 'Read "Retry-After" of every 429 and 503, and send nothing before.',
    check: retryAfterIgnored,
  },
  'refused-key-hammered': {
    title: 'a refused key was used again and again',
    rule: '401 means that the client id or the key is wrong (D-ERR), and no repetition changes that.',
    remedy: 'End the lifecycle with a failure, and tell whoever keeps the keys.',
    check: refusedKeyHammered,
  },
  'secret-in-output': {
    title: "a secret is in the server's output",
    rule: 'No key, password or answer is in a log.',
    remedy:
      'Log statuses and codes, never bodies or headers. Look at what your HTTP client prints of an error.',
    check: secretInOutput,
  },
} as const satisfies Readonly<Record<string, BackendRule>>;

/** The name of a rule. */
export type BackendRuleName = keyof typeof BACKEND_RULES;

/** Whether a rule has this name. */
export const isBackendRule = (name: string): name is BackendRuleName =>
  Object.hasOwn(BACKEND_RULES, name);

/** What is wrong with what a server did: the name of each broken rule, and its findings as sentences. */
export const brokenRulesIn = (evidence: BackendEvidence): readonly string[] =>
  Object.entries(BACKEND_RULES).flatMap(([name, { check }]) => {
    const judged = check(evidence);
    return judged.outcome === 'failed' ? judged.findings.map(({ what }) => `${name}: ${what}`) : [];
  });
