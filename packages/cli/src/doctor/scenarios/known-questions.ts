/** Open questions about MX, and the options of the simulator for their possible answers. */

type Question = readonly [option: string, scenario: string, what: RegExp, seen?: RegExp];

const QUESTIONS: readonly Question[] = [
  ['wrongAnswer', 'wrong-answer', /^(the end by our rules|at last|question 2)$/],
  ['followUp', 'two-rounds', /^(the end by our rules|at last|question 2)$/],
  ['imageChallenge', 'image', /^question 1$/],
  ['answerOptionsBy', 'options', /^(the end by our rules|at last)$/],
  ['statusWhileRunning', 'connects', /^while a job runs$/, /^(CREATED|UPDATED),/],
  ['refusedAnswers', 'unknown-question', /^(an answer to a question|the replies to answers)/],
  ['conflictNamesMember', 'duplicate', /the member that is in the way$/],
  ['duplicates', 'duplicate', /^the same (login|user name)/],
  ['mostDenied', 'repair', /^the end by our rules$/],
  ['challengeLifetime', 'expired', /^(the end by our rules|at last)$/],
  ['integerTypes', 'fields', /challenges\[\]\.type$/],
  ['errorAs', 'fields', /member\.error$/],
  ['jobGuidAs', 'fields', /member\.most_recent_job_guid$/],
];

/** The option of the simulator that may make it do what was seen; `null` for none. */
export function simulatorOptionFor(
  scenario: string,
  what: string,
  seen: readonly string[],
): string | null {
  const question = QUESTIONS.find(
    ([, name, form, shown]) =>
      name === scenario && form.test(what) && (!shown || seen.every((one) => shown.test(one))),
  );
  return question?.[0] ?? null;
}
