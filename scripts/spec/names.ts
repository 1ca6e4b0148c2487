/** What the names in lifecycle.json, lifecycle.scxml and transitions.md stand for; README.md has the algorithms. */

export const CONDITIONS: Readonly<Record<string, string>> = {
  leadsTo: 'the route of the verdict is this one (“The route from a verdict”)',
  isUnderWay: 'the verdict is no end',
  answersFit: '`isOfThisAsking`, and `check(answers)` finds no problem',
  isOfThisAsking: 'the answers name no `asking`, or that of the context',
  faultIs: 'the code of the fault is this one',
  isHopeless: 'the fault is hopeless',
  mayStartAgain: 'the fault is not hopeless, and fewer than five starts have failed with this one',
  isAnotherJob: '`pendingStart` is `otherJob`',
  hearsNews: '`hint` is `none` and the fault that stands is not `rateLimited`',
  mayReadNow: '`hearsNews`, and the rule of the verdict is neither `failedOnce` nor `quietOnce`',
  mayReadQueued: '`isAnotherJob` and `hearsNews`',
};

export const ACTIONS: Readonly<Record<string, string>> = {
  enter: '`enter(phase)`',
  noteStarted: '`started(reading)`',
  noteReading: '`judge(reading)`',
  noteSubmitted: '`submitted(reading)`',
  noteStartFault: '`error startJob`: `conflict`, or the last case',
  noteReadingFault: '`error readStatus`, with the end of hopeless faults',
  noteAnswerFault: '`error submitAnswers`: `notAllowed`, or the last case',
  noteAnswersRefused: '`error submitAnswers`: `refused`',
  noteFatalFault: '`fatal(fault)`',
  noteCancelled: '`verdict := failed (cancelled, restart), rule cancelled`',
  beginRound: '`new round`',
  beginAnswering: '`challenge.answer` without problems',
  recordProblems: '`problems := check(answers)`',
  readOnHint: '`hint := used`',
  keepHint: '`hint := pending`',
  readWhenDue: '`hint := used` if it was `pending`, else `none`',
  announceChallenges: 'effect `challenged`',
  announceProblems: 'effect `answer.refused`',
  announceResumed: 'effect `resumed`',
  announceEnd: 'effect `settled`',
};

/** What a name stands for. */
export function meaningOf(names: Readonly<Record<string, string>>, name: string): string {
  const meaning = names[name];
  if (meaning === undefined) throw new Error(`scripts/spec/names.ts does not explain ${name}`);
  return meaning;
}
