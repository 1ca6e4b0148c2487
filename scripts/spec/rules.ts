/** The rules of the reference behaviour. Vectors name them by number; README.md shows them with their vectors. */

export interface Rule {
  /** A letter for the topic, and a number. It is never given to another rule. */
  readonly id: string;
  /** One sentence with MUST or MUST NOT. */
  readonly sentence: string;
}

export interface Topic {
  readonly letter: string;
  readonly title: string;
  readonly rules: readonly Rule[];
}

const topic = (letter: string, title: string, ...sentences: readonly string[]): Topic => ({
  letter,
  title,
  rules: sentences.map((sentence, index) => ({ id: `${letter}${index + 1}`, sentence })),
});

export const TOPICS: readonly Topic[] = [
  topic(
    'L',
    'The lifecycle',
    '`noReadingYet`: with a job to start, a lifecycle MUST begin by starting it; with `job: null` it MUST begin with a wait for its first poll.',
    'The effects of a step MUST come in this order: what is dropped, what is emitted, the next call or wait. An abandoned call or wait MUST be dropped with `cancelCall` or `cancelWait` and its `turn`; one that has ended by itself MUST NOT be.',
    '`cancelled`: `cancel` MUST end a lifecycle from every place as `failed`, `cancelled`, `restart`, with the last status and the fault that stands.',
    '`ended` MUST be emitted once, as the last effect of all; after it every event MUST change nothing.',
    'A result of a call that is not open, and a time that nobody waits for, MUST change nothing: the same record, and no effect.',
    'Of the transitions in transitions.md that an event has in a state, the first whose condition holds MUST be taken.',
    'Calls and waits MUST be numbered from 1, each by one more than the one before, also over `recover`; a result or `elapsed` with another `turn` than the last MUST change nothing, as one that comes late or twice.',
    'With `after`, the ended record of the attempt before, `turn`, `prompt` and `revision` MUST go on from it.',
  ),
  topic(
    'J',
    'Starting the job',
    'The reply to a start MUST become the baseline, and MUST NOT end anything; a job that it shows running counts as ours.',
    'A start that failed MUST NOT be repeated before a poll: it may have arrived, and it is a login at the bank.',
    'A start that failed with `rateLimited`, `notFound`, `notSent` or `signedOut` was certainly not taken: a job that a poll shows MUST count as another one, and ours waits for its end. After any other fault, and after `recover` during a start, a poll that shows a job running, a question, or a later time stamp than the baseline MUST count as our job; every end that is found from then on is confirmed (V9, V13) even where it says more, and never `fresh`: it may be that of another job.',
    '`idleOnce`, `readyToStart`: a poll after it that shows nothing of our job and no job running MUST lead to the start: at once where MX has certainly not taken it (J3) or no baseline is known, else when a poll at least 3,000 ms later shows it too, and not before the end of a wait that MX has asked for (P5).',
    'Until MX takes a start or a poll shows our job, a good poll MUST NOT end the back-off, the warning or the outage time.',
    '`conflict` of a start MUST wait until no job runs, and then start ours, not before such a wait has ended either; a question of the other job is passed on.',
  ),
  topic(
    'V',
    'What a reading means',
    '`stale`: a reading with an older `aggregatedAt` than the last trusted reading, or than the baseline where there is none, MUST be ignored. From 9,000 ms after the first ignored reading in a row (`echo` counted) such a reading MUST be trusted (but see V20).',
    '`echo`: CHALLENGED with answered questions only MUST count as running, or be inconclusive while another question is open, for those 9,000 ms; the next MUST be a new round with the same questions. So MUST one that comes back for the fourth time since MX took the last answers: with a reading that shows something else before each time.',
    '`challenge`: CHALLENGED with a question that MX has no answer to MUST lead to `challenged`, whatever `isBeingAggregated` says.',
    '`noChallengeShown`: CHALLENGED without a question MUST count as running, or be inconclusive while a question is open.',
    '`beingAggregated`: while `isBeingAggregated` is `true`, any other status MUST count as running: it may be that of the job before.',
    '`flagAbsent`: `isBeingAggregated: null` MUST NOT be taken for `false` once MX has sent the flag; and before that only when 60,000 ms of polls have shown the same, or the job has ended well (V12). Until then a status of class `running`, but for `null`, counts as running outside `challenged`, and any other is inconclusive.',
    'Where the flag was never sent, after that time CONNECTED MUST end as `connected`, not `fresh`; an error that was not there before MUST end as `failed`; and one that was there before, with its code or without one, MUST end only at a limit.',
    '`inProgress`: where no job runs, a status of class `running` MUST be polled on, and so MUST one that the table does not have, but for an error code that counts.',
    '`failedOnce`, `failed`: where no job runs, a failure (a status of class `failed`, or an error code that counts) MUST end the lifecycle, but not before a second poll, at least 3,000 ms after the first, shows it too.',
    'One poll MUST be enough for a failure with a new error code of a job of ours: the code is not that of the baseline, under whatever status, and `aggregatedAt` is later than in the baseline, or is there and our job was seen running.',
    'An error code of the table MUST give the reason and next step, before the status; one that is not in the table MUST leave them to a status of class `failed`, and else be `unavailable`, `tryLater`. 1000 counts only for `verify` and where the job is not known (`job: null`). A code of the baseline MUST be passed over where the status is another, or a newer success is shown (V12).',
    '`connected`: where no job runs, CONNECTED MUST end the lifecycle at once, and `fresh`, if `successfullyAggregatedAt` is later than in the baseline.',
    '`connectedOnce`: CONNECTED without that MUST end it when a poll at least 5,000 ms later shows it too. It is `fresh` only if our job was seen running, MX sends the flag, and the reading lacks `successfullyAggregatedAt`.',
    'For `verify`, CONNECTED MUST be confirmed as in V13, for error 1000 comes after it.',
    'What is found once and is to be confirmed MUST count from the arrival of the first poll that showed it to the sending of the one that confirms it (`at − took`). The second poll MUST show it by the same rule. A reading that shows something else, or is not the same (V16), ends it; a fault, `stale` and `echo` in `challenged` leave it as it is.',
    'Two readings MUST be the same when status, `isBeingAggregated`, error code, both moments (V18) and the guids of the challenges in any order are; an absent field and `null` are the same, and `message` and stamps are not compared.',
    'Where the start has not said how the member was before, the `baseline` of the input MUST be what readings are compared with; one without a status is completed by the first trusted reading, and where there is none that reading is the baseline.',
    'A moment MUST have a time zone (`Z` or an offset), and MUST be compared as a moment; a text without one counts as absent. Moments less than 1,000 ms apart MUST count as one. `null` is never, which is earlier than every other; an absent one MUST be inconclusive, and so MUST a `null` of the baseline beside a status that a member has only after a job.',
    'An old reading that is trusted at last MUST be inconclusive about our job: it never makes `connected` `fresh`.',
    'A failure, or CONNECTED, MUST be `stale` for `deadlines.catchUp` since MX took the start or last showed our job at work, where status and error code are still those of the baseline (the code may be absent): for a job that was seen at work, while `aggregatedAt` is a moment or never, and still that of the baseline; for a start that was taken, if it is a failure, unless `needsUpdatedCredentials` is `true` or the user of an OAuth member is at the bank (O2). Such a reading MUST NOT be kept. A failure with `needsUpdatedCredentials` of a start that MX took MUST end at once.',
  ),
  topic(
    'O',
    'OAuth',
    '`pending`: PENDING where no job runs MUST lead to `authorizing`.',
    '`oldError`: with `oauth: true` and `job: null`, a failure with status and code of the baseline, of a job that is not known to be ours, MUST lead to `authorizing`: it is that of the job before. Any other failure ends the lifecycle.',
    'A reading that counts as running MUST lead from `authorizing` back to `aggregating`.',
  ),
  topic(
    'M',
    'Rounds of questions',
    'New questions MUST begin a new round: `round` and `prompt` grow by one, and `challenged` is emitted with all questions of the reading.',
    'A question that still stands MUST NOT be emitted again, and is no new round.',
    'Other questions in place of the open ones MUST be a new round, and answers under the old prompt are superseded. The same questions with another type, label, picture or options MUST be asked again in the same round, under a new prompt.',
    '`elsewhereOnce`: a reading that counts as running while questions are open MUST lead to `resumed`, and emit `resumed`, when a poll at least 3,000 ms later shows it too: somebody else has answered. If the same questions come back they are asked again as in F7; if MX asks something else, they are past.',
    'When answered questions come together with new ones, all of them MUST be asked.',
    'While questions are open the member MUST be polled on, and a failure (as EXPIRED) MUST end the lifecycle.',
  ),
  topic(
    'A',
    'Answers',
    'Answers that fit MUST be passed to `submitAnswers`, after `resumed` is emitted; texts as they were given.',
    'Answers with a problem MUST NOT be sent: `answer.refused` is emitted with all problems, the view shows them, and the questions stay open under the same prompt.',
    'The problem of a question MUST be the first that holds of `missing`, `duplicate`, `empty` (white space only, also sealed), `tooLong` (more than 4,096 characters), `notAnOption`; in the order of the questions.',
    'All answers to no open question together MUST be one problem `unknown` with `guid: null`, the last one.',
    'A choice MUST name the `value` of an option, or else its `guid`, or else its `label`, and MUST be passed on as what `answerWith` says (the `value`, where the option has no such name).',
    'A sealed answer MUST be checked for its guid and for being empty alone, and passed on sealed.',
    '`superseded`: answers under another `prompt` than the last, and answers while none are awaited, MUST be refused by `answer.refused` with that one problem and the prompt that they named, in every state under way; the record MUST NOT change.',
    '`notYet`: after `recover`, answers under the last prompt to a question that was open MUST be refused as `notYet` until a poll is not inconclusive: it may be answered already. The record MUST NOT change, and the same prompt can be sent again then.',
  ),
  topic(
    'F',
    'Failed calls',
    '`fatalFault`: `unauthorized`, `forbidden` and the five codes that begin with `institution` of any call, and `badRequest` and `notAllowed` of a start or a poll, MUST end the lifecycle at once, with the reason and next step of the code in statuses.json.',
    '`notFoundOnce`: `notFound` of a start or a poll MUST end the lifecycle when another one at least 3,000 ms later is `notFound` too: with `connectAgain` if MX has shown the member before, else with `fixIntegration`. A reading in between MUST make the next one the first again.',
    '`fault`: any other fault of a start or a poll MUST be shown as a warning, leave the member in its phase, and be gone with the next good poll (but see J5).',
    '`badReturn` three times in a row MUST end the lifecycle as `misconfigured`.',
    '`badRequest` of answers MUST be followed by a poll, at once for the first time in a round and else as after so many failed calls less one (P4), and be the problem `refused` for each question, emitted by `answer.refused`; if the questions stand, they are asked again under a new prompt.',
    '`notAllowed` of answers MUST be followed by a poll as in F5; if the same questions stand, they are asked again as in F7.',
    '`lost`: any other fault of answers means that MX may have them. They MUST NOT be sent again; `questionOnce`: the user is asked again, under a new prompt in the same round, only when the same questions (whatever their words are by now) stand 3,000 ms after the first poll that showed them. If MX asks something else, what was asked before is past.',
    '`notSent` and `signedOut` of answers mean that nothing went out: the next poll that shows the questions MUST ask them again, under a new prompt.',
  ),
  topic(
    'P',
    'Pacing',
    'The first poll after a start or an answer MUST be due after `first` plus the jitter times `spread`.',
    'In a busy phase polls MUST be `busy` apart for its first 120,000 ms, then `busy` plus a quarter of the time beyond, up to `busyMost` (or `busy`, where that is more).',
    'While the user is needed polls MUST be `needsUser` plus a quarter of the time in the phase apart, up to `needsUserMost` (or `needsUser`, where that is more).',
    'With n failed calls in a row a wait MUST be the pace of the phase times 2ⁿ, up to `failedMost` but never below that pace, plus an eighth of it, and the jitter times another eighth.',
    'With `retryAfter` on the fault that stands, a wait MUST be at least as long as what is left of it (at most `deadlines.unreachable`), jitter added.',
    'Jitter MUST be the hash of the member that is given below, so that a run can be replayed.',
    'A poll that is to be confirmed MUST be followed by the one that can confirm it, 10 ms after that is due, but not before the pace or 3,000 ms, what is less; and one that is ignored by another after the pace or 3,000 ms, what is less.',
    'Distances MUST count from send to send: a wait is shorter by `took` of the call before it, by half at most.',
    'No wait MUST be longer than 2,147,483,647 ms.',
    'A poll in `resumed` MUST ask for the end (`expects: end`), any other for `any`.',
    '`pacing.busy` and `pacing.needsUser` below 1,000 ms MUST be refused without `unsafePacing: true`.',
  ),
  topic(
    'N',
    'Hints',
    '`status.changed` during a wait MUST cause a poll at once, but not where a confirming poll is due: sooner, that would ask the same replica.',
    'After a poll that a hint has caused, further hints MUST be ignored until the next poll that is due; so they MUST where a hint has shortened a wait after a confirming poll was due.',
    'A hint during a poll MUST cause one more right after it, and only one.',
    'Hints MUST be ignored while MX asks to send less (`rateLimited`), and from the second time that MX refuses the answers of a round until the next poll; after any other failed call they are followed.',
    'A hint MUST be forgotten when the phase changes, when MX takes a start or refuses it for another job, when answers are sent, and at `recover`.',
  ),
  topic(
    'D',
    'Limits',
    '`limit`: a busy phase that goes on after more than `deadlines.busy` MUST end as the failure that MX shows (V9), if the last reading shows one and no job at work, else as `tookTooLong`, `tryLater`; one that needs the user after more than `deadlines.needsUser` as `abandoned`, `restart`.',
    'An outage of more than `deadlines.unreachable` MUST end the lifecycle with what the last fault says: `unreachable`, `signedOut`, or `misconfigured` (a `badReturn`, or `unexpected` where no reading was ever returned). Where the last call was answered, as after polls while a start fails, it MUST end as D1 says.',
    'A limit MUST be checked after the verdict, and that of a phase only where the phase goes on: a late success, failure or new question wins. What is found once may be confirmed until 300,000 ms beyond the limit.',
    'Limits MUST count observed time: the gap between two stamps counts from 0 to the planned wait and 60,000 ms.',
    'A gap that ends or begins with a failed call MUST NOT count against a phase.',
    'A phase and a new round MUST begin at 0, also a phase that comes back; a start that MX takes, and answers that it takes, at 0 for all limits.',
    'What goes on for more than 2 · (`deadlines.busy` + `deadlines.needsUser`) + `deadlines.unreachable` since MX last took a start or an answer MUST end as D1 says, whatever MX shows.',
  ),
  topic(
    'R',
    'Records',
    'A record MUST fit record.schema.json, hold all that is remembered, and be enough to go on from, also when another implementation has written it.',
    '`recover` MUST poll at once, from every place under way: nothing that was sent before is sent again. A start counts as failed (J2), answers as lost (F7), and a hint is forgotten.',
    '`recover` in a final state MUST do nothing.',
    'A record of another version, with a field that is missing, unknown or out of range, or that contradicts itself MUST be refused.',
    'An input or an event that does not fit its schema MUST be refused, and change nothing; and so MUST an `after` that has not ended, or is of another member.',
  ),
  topic(
    'S',
    'Secrets',
    'The value of an answer MUST be in the `submitAnswers` effect and nowhere else: not in records, views or other effects.',
    'A problem or a refusal MUST NOT quote an answer, nor a guid that was never asked.',
  ),
  topic(
    'W',
    'What a screen is shown',
    'The view MUST show `answers` as needed in `challenged`, `authorization` in `authorizing`, and nothing else; after `recover` nothing is needed, and it is busy, until a poll is not inconclusive.',
    'Questions and problems MUST be in the view while answers are needed, and only then.',
    'A busy phase MUST be slow from 60,000 ms of observed time on.',
    'The status MUST be that of the last trusted reading if it is one of the state, else `null`; `known: false` where the table does not have it.',
    'The view MUST show when the phase began and how long it had lasted at the last call.',
    '`revision` MUST be 1 at the beginning and grow by one with each step that changes state, needs, round, prompt, questions, problems, warning, status, `isSlow` or outcome, and at `recover`; and with no other.',
  ),
];

export const RULES: readonly Rule[] = TOPICS.flatMap(({ rules }) => rules);
