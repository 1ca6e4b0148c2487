import { ROUTES } from '../../packages/machine/src/index.ts';

/** What the names in lifecycle.json and transitions.md stand for; README.md has the algorithms. */

export const CONDITIONS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ROUTES.map(({ route }) => [
      route,
      `the verdict leads to the route \`${route}\` (“Where a verdict leads”)`,
    ]),
  ),
  isUnderWay: 'the verdict is neither `connected` nor `failed`',
  isOfThisPrompt: 'the answers name the `prompt` of the context, and `awaiting` is not `recovery`',
  answersFit: '`isOfThisPrompt`, and `check(answers)` finds no problem',
  isConflict: 'the fault is `conflict`',
  isAway: '`oauth`, and the fault is `badRequest` or `notAllowed`',
  isRefusal: 'the fault is `badRequest`',
  isNotExpected: 'the fault is `notAllowed`',
  acceptsHint:
    '`hint` is `none`; the last stamp is not of a fault `rateLimited`; not (the verdict is `reread`, and `refusals` is more than 1)',
  canReadNow: '`acceptsHint`, and (`failures` is more than 0, or nothing is to be confirmed)',
};

export const ACTIONS: Readonly<Record<string, string>> = {
  onStarted: '`done startJob`',
  onConflict: '`error startJob`, `conflict`',
  onAway: '`error startJob`, `oauth` and `badRequest` or `notAllowed`',
  onReading: '`done readStatus`',
  onStartFault: '`error startJob`: any other',
  onFault: '`error readStatus`',
  onAnswering: '`challenge.answer` that fits',
  onProblems: '`problems := check(answers)`',
  onSubmitted: '`done submitAnswers`',
  onAnswersRefused: '`error submitAnswers`: `badRequest`, `notAllowed`',
  onSubmitFault: '`error submitAnswers`: any other',
  onCancelled: '`end with failed (cancelled, restart), rule cancelled`',
  keepHint: '`hint := pending`',
  readOnHint: '`hint := spent`',
  readWhenDue: '`hint := spent` if it was `pending` and `confirming()` is 0 or less, else `none`',
  announceChallenges: 'effect `challenged`',
  announceProblems:
    'effect `answer.refused` with the problems that stand then; `[]` if a limit has ended it',
  announceRefusal: 'effect `answer.refused` with `superseded` or `notYet`',
  announceResumed: 'effect `resumed`',
  announceEnd: 'effect `ended`',
};

/** What a name stands for. */
export function meaningOf(names: Readonly<Record<string, string>>, name: string): string {
  const meaning = names[name];
  if (meaning === undefined) throw new Error(`scripts/spec/names.ts does not explain ${name}`);
  return meaning;
}
