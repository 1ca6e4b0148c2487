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
    'With a job to start, a lifecycle MUST begin by starting it; with `job: null` it MUST begin with a wait for its first reading.',
    'What the host says or a result brings about MUST be told in effects, each in its order: what is dropped first, then what listeners are told, then the next call or wait.',
    'A call or a wait that is left early MUST be dropped with `cancelCall` or `cancelWait` and its `turn`; one that has ended by itself MUST NOT be.',
    '`cancel` MUST end a lifecycle from every place as `failed`, `cancelled`, `restart`, with the last status and the fault that stands.',
    'An end MUST be told once, by `settled`, as the last effect of all; after it every event MUST be ignored.',
    'An event that the member does not hear now (a result of a call that is not open, a time that nobody waits for, answers where nothing is asked) MUST change nothing: the same record, and no effect.',
    'Of the transitions in transitions.md that an event has in a state, the first whose condition holds MUST be taken.',
    'Calls and waits MUST be numbered from 1, each by one more than the one before, also over `resume`; a result or `elapsed` with another `turn` than the last MUST change nothing, as one that comes late or twice.',
  ),
  topic(
    'V',
    'What a reading means',
    '`stale`: a reading with an older `aggregatedAt` than the last believed reading, or than the baseline where that last reading is not older than it too, MUST be passed over, at most three in a row (`echo` counted); the next MUST be believed.',
    '`noChallengeShown`: CHALLENGED without a question MUST prove nothing.',
    '`newChallenge`: CHALLENGED with a question whose answer MX has not taken MUST lead to `challenged`, whatever `isBeingAggregated` says.',
    '`echo`, `echoTooLong`: CHALLENGED with answered questions only MUST count as running, or prove nothing while another question is open, at most three times in a row (`stale` counted); the next MUST be a new round with the same questions.',
    '`beingAggregated`: while `isBeingAggregated` is `true`, any other status MUST count as running: it may be that of the job before.',
    '`flagAbsent`: `isBeingAggregated: null` MUST NOT be taken for `false` before a job has ended well since the baseline or three readings in a row are the same; until then a status of class `running`, but for `null`, counts as running and any other proves nothing.',
    '`free`: a settled reading while our start still waits MUST lead to the start.',
    '`inProgress`: a settled status of class `running` MUST be read on.',
    '`failedOnce`, `failedTwice`: a settled status of class `failed` MUST end the lifecycle with the reason and next step of its row, but not before the second same reading in a row.',
    '`errorCode`: a settled reading with an error code, of a job that was seen, MUST end as `failed` at once, unless its status is of class `running` or `authorizing`.',
    'An error code of the table MUST give the reason and next step, before the status; one that is not in the table MUST leave them to a status of class `failed`, and else be `unavailable`, `tryLater`.',
    'An error code of a job that was not seen MUST NOT be believed before the second same reading in a row.',
    '`unknownStatus`: a settled status that the table does not have MUST be read on.',
    '`connected`: settled CONNECTED MUST end as `connected` and `fresh` when the job was seen: a reading believed since the start showed it running or CHALLENGED, or `successfullyAggregatedAt` is later than in the baseline, or `aggregatedAt` is and `isBeingAggregated` is `false`.',
    '`quietOnce`, `quietTwice`: settled CONNECTED without such a trace of the job MUST end as `connected`, but not before the second same reading in a row and not `fresh`.',
    'Two readings MUST be the same when status, `isBeingAggregated`, both timestamps, error code and the guids of the challenges in their order are; an absent field and `null` are the same, and `message` is not looked at.',
    'The reading that a start returns MUST become the baseline, and MUST NOT be concluded from; where nothing was started by us, it is the `baseline` of the input. What neither has, or where there is neither, is that of the first believed reading that has it.',
    'A timestamp that is `null` MUST be earlier than every other; one that is absent MUST prove nothing.',
    'A reading that proves nothing MUST leave the member where it is.',
  ),
  topic(
    'O',
    'OAuth',
    '`pending`: settled PENDING MUST lead to `authorizing`.',
    '`oauthIdle`: with `oauth: true`, a settled failure (a status of class `failed`, or an error code) of a job that was not seen MUST lead to `authorizing`: it is that of the job before.',
    'A reading that counts as running MUST lead from `authorizing` back to `aggregating`, and a failure of a job that was seen MUST end it.',
  ),
  topic(
    'M',
    'Rounds of questions',
    'New questions MUST begin a new round: `round` grows by one, and `challenged` tells it with all questions of the reading.',
    'A question that still stands MUST NOT be told again and is no new round.',
    'Other questions in place of the open ones MUST be a new round, and the guids that are gone are superseded.',
    'A reading that counts as running while questions are open MUST lead to `resumed`, told by `resumed`: somebody else has answered.',
    'When answered questions come together with new ones, all of them MUST be asked.',
    'While questions are open the member MUST be read on, and a settled failure (as EXPIRED) MUST end the lifecycle.',
  ),
  topic(
    'A',
    'Answers',
    'Answers that fit MUST be passed to `submitAnswers` as they were given (but see A13), after `resumed` is told.',
    'Answers with a problem MUST NOT be sent: `answer.refused` tells all problems, the view shows them, and the questions stay open.',
    'An open question without an answer MUST be the problem `missing`.',
    'A question that is answered more than once MUST be the problem `duplicate`.',
    'An answer that is empty or white space only MUST be the problem `empty`, also when it is sealed.',
    'A value of more than 4,096 characters MUST be the problem `tooLong`.',
    'Where a question has options, a value that is not the `value`, `guid` or `label` of one of them MUST be the problem `notAnOption`.',
    'An answer to a question that was accepted or superseded MUST be the problem `superseded`, with its guid.',
    'An answer to a guid that was never asked MUST be the problem `unknown`, with `guid: null`: it is not repeated.',
    'Problems MUST come in the order of the open questions, at most one each (`missing`, `duplicate`, `empty`, `tooLong`, `notAnOption`: the first that holds), then one for each stray answer in the order given.',
    'A sealed answer MUST be checked for its guid and for being empty alone, and passed on sealed.',
    'While answers are being submitted, and outside `challenged`, answers MUST NOT be heard.',
    'A choice MUST be passed on as the `value` of the option that it names: the first whose `value` it is, else whose `guid`, else whose `label`. Where it names more than one, where that value is white space only or another option of the question has it too, and where it is sealed, it stays as it was given.',
    'Answers with an `asking` other than that of the questions MUST NOT be heard; `asking` grows by one with each round, each time that questions are asked again which we have answered, and each time that MX refuses answers. `challenged` and `answer.refused` tell it.',
  ),
  topic(
    'F',
    'Failed calls',
    '`unauthorized`, `forbidden`, `notFound` of any call MUST end the lifecycle at once, with that reason and `fixIntegration`.',
    '`conflict` of a start MUST wait until the other job has ended, and then start ours; a question of the other job is passed on.',
    '`refused` and `notAllowed` of a start MUST end as `refused`, `fixIntegration`.',
    'Any other fault of a start MUST be tried again after a wait, five starts in all, and then end as `unreachable`, `tryLater`.',
    '`refused` and `notAllowed` of a reading MUST end as `refused`, `fixIntegration`.',
    'Any other fault of a reading MUST be shown as trouble, leave the member where it is, and be gone with the next reading that arrives.',
    '`refused` of answers MUST lead back to `challenged` with the problem `refused` for each question of the round, told by `answer.refused`, and to a reading at once; if the questions stand, the round goes on.',
    '`notAllowed` of answers MUST be followed by a reading at once.',
    'Any other fault of answers means that the reply is lost: they MUST NOT be sent again; the member is read, and if the same questions stand, they are asked again in the same round, with the trouble `answerLost`.',
    'The trouble `answerLost` MUST be gone when MX shows that the questions do not stand any more; an `echo` shows nothing of the kind.',
  ),
  topic(
    'P',
    'Pacing',
    'The first reading after a start or an answer MUST be due after `first` plus the jitter times `spread`.',
    'In a busy phase readings MUST be `busy` apart for its first 120,000 ms.',
    'After that each wait MUST be `busy` plus a quarter of the time beyond 120,000 ms, up to `busyMost` (or `busy`, where that is more).',
    'While the user is needed each wait MUST be `needsUser` plus a quarter of the time in the phase, up to `needsUserMost` (or `needsUser`, where that is more).',
    'With n failed calls in a row a wait MUST be the pace of the phase times 2ⁿ, up to `failedMost` but never below that pace, plus the jitter times a quarter of it.',
    'With `retryAfter` on the fault that stands, a wait MUST be at least that long (at most `deadlines.unreachable`), jitter added.',
    'Jitter MUST be the FNV-1a hash of member and count that is given below, so that a run can be replayed.',
    'A reading that proves nothing MUST be followed by another after `busy`, or after 3,000 ms where that is less, also while the user is needed; but one that is the fourth of the same in a row or a later one (`stale` ones are not) after the pace of the phase.',
    'No wait MUST be longer than 2,147,483,647 ms.',
    'A failed start or reading MUST count; a call that MX answers, with `conflict` and `refused` answers too, MUST set the count back to 0.',
  ),
  topic(
    'N',
    'News',
    '`status.changed` during a wait MUST cause a reading at once, but for the wait after `failedOnce` or `quietOnce`: a second look right after the first would prove nothing.',
    'After a reading that news has caused, further news MUST NOT be heard until the next due reading; a second look (N3) is a due one.',
    'News during a reading MUST cause one more right after it, and only one; after `failedOnce` or `quietOnce` it is the second look, when that is due.',
    'News MUST NOT be heard while MX asks to send less (`rateLimited`).',
    'While a start waits, news MUST be heard only if it waits for another job.',
    'News that caused nothing yet MUST be forgotten when the phase changes or a command is given.',
  ),
  topic(
    'D',
    'Deadlines',
    'A busy phase that goes on after more than `deadlines.busy` MUST end as `tookTooLong`, `tryLater`.',
    'A phase that needs the user and goes on after more than `deadlines.needsUser` MUST end as `abandoned`, `restart`.',
    'Readings that fail for more than `deadlines.unreachable` MUST end as `unreachable`, `tryLater`.',
    'A deadline MUST be checked after the verdict, and only where the phase goes on: a late success, failure or new question wins (but see D7).',
    'The time in which MX was unreachable MUST NOT count against `deadlines.busy`, `deadlines.needsUser` and D7, nor for a question that is asked again.',
    'A phase MUST begin with the first stamp that is heard in it; a start that MX takes begins it anew, and a question that is asked again counts from when its round began, or where we have answered it, from when it is asked again.',
    'Where more than 6 phases and rounds have begun since something was done for the member (a start that MX took, an answer of ours; else since MX first answered), what would go on for more than 2 · (`deadlines.busy` + `deadlines.needsUser`) since MX first answered after it MUST end: as `abandoned`, `restart` out of a phase that needs the user, else as `tookTooLong`, `tryLater`.',
    'Where a deadline has passed, one settled reading MUST be enough for `failedTwice` and `quietTwice`: it says more than that it took too long.',
    'A stamp before the ones that are counted from MUST take their place: a clock that is set back does not make time stand still.',
    'Of the time between two failed calls, what goes beyond the wait that stood and 60,000 ms more MUST NOT count against `deadlines.unreachable`, nor against what D5 names: nobody was there to ask MX. Where a clock was set back between them, what has passed before MUST still count.',
  ),
  topic(
    'R',
    'Records',
    'A record MUST fit record.schema.json, hold all that is remembered, and be enough to go on from, also when another implementation has written it.',
    '`resume` in a wait or in a reading MUST read at once.',
    '`resume` while answers are submitted MUST read, not send them again, and count them as lost.',
    '`resume` while a start is asked for, or waits because it has failed, MUST start again; while it waits for another job, it MUST read.',
    '`resume` at an end MUST do nothing.',
    '`resume` MUST forget news that was told before.',
    'A record of another version, with a field that is missing, unknown or out of range, or that contradicts itself MUST be refused.',
    'An input or an event that does not fit its schema MUST be refused, and change nothing.',
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
    'The view MUST show `answers` as needed in `challenged`, `authorization` in `authorizing`, and nothing else as needed; it is busy in `aggregating` and `resumed` alone.',
    'Questions and problems MUST be in the view while they are open, and only then.',
    'A busy phase MUST be said to take long when MX has shown nothing new for 60,000 ms or more.',
    'The status MUST be named as MX names it, with `known: false` for one that the table does not have; before the first reading it is `null`.',
    'The view MUST show when the phase began and how long it had lasted at the last call.',
  ),
];

export const RULES: readonly Rule[] = TOPICS.flatMap(({ rules }) => rules);
