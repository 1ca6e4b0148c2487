/** A mistake in the machine: a piece of its source, and what stands there instead. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** Occurs once in the file. */
  readonly from: string;
  readonly to: string;
}

const mutant = (name: string, file: string, from: string, to: string): Mutant => ({
  name,
  file,
  from,
  to,
});

/** Thirty mistakes that somebody could make, each in one of the rules. `README.md` says what finds each. */
export const MUTANTS: readonly Mutant[] = [
  // What a poll means.
  mutant(
    'one poll is enough for an error status',
    'verdict.ts',
    'failedOnce: 3_000',
    'failedOnce: 0',
  ),
  mutant(
    'one poll is enough for CONNECTED without proof',
    'verdict.ts',
    'connectedOnce: 5_000',
    'connectedOnce: 0',
  ),
  mutant(
    'one poll is enough for CONNECTED of verify',
    'verdict.ts',
    "endedWell && isKnown && memory.job !== 'verify'",
    'endedWell && isKnown',
  ),
  mutant(
    'one poll is enough to ask again after a lost reply',
    'verdict.ts',
    'questionOnce: 3_000',
    'questionOnce: 0',
  ),
  mutant(
    'one poll is enough for an answer from elsewhere',
    'verdict.ts',
    'elsewhereOnce: 3_000',
    'elsewhereOnce: 0',
  ),
  mutant('one idle poll is enough to start again', 'verdict.ts', 'idleOnce: 3_000', 'idleOnce: 0'),
  mutant('one 404 is enough', 'verdict.ts', 'notFoundOnce: 3_000', 'notFoundOnce: 0'),
  mutant(
    'three seconds without the flag are enough',
    'verdict.ts',
    'flagAbsent: 60_000',
    'flagAbsent: 3_000',
  ),
  mutant(
    'older readings are trusted',
    'verdict.ts',
    'if (isOld && !wasIgnoredLongEnough) return',
    'if (isOld && phase === "authorizing") return',
  ),
  mutant(
    'a flag that is absent counts as false',
    'verdict.ts',
    'const isUnflagged = isBeingAggregated === null && !endedWell;',
    'const isUnflagged = false;',
  ),
  mutant(
    'the question that was just answered is asked again',
    'verdict.ts',
    'answered.has(guid)) && !wasIgnoredLongEnough)',
    'answered.has(guid)) && isOld)',
  ),
  mutant(
    'a job at work is not seen',
    'verdict.ts',
    "if (isBeingAggregated === true) return goesOn('beingAggregated');",
    '',
  ),
  mutant(
    'an end in place of the reply to a start is not confirmed',
    'verdict.ts',
    "endedWell && isKnown && memory.job !== 'verify'",
    "endedWell && memory.job !== 'verify'",
  ),
  mutant('every CONNECTED is fresh', 'verdict.ts', 'fresh: endedWell || isSeen', 'fresh: true'),
  mutant(
    'the error of before OAuth is one of ours',
    'verdict.ts',
    'if (memory.oauth && memory.job === null && isOldError && !isOurs)',
    'if (false)',
  ),
  mutant(
    'an error code is not looked at',
    'verdict.ts',
    '? undefined : errorCode;',
    '? undefined : undefined;',
  ),
  // What is remembered.
  mutant(
    'a question that was answered without a reply is not past',
    'context.ts',
    'isPast ? answered(known) : known',
    'known',
  ),
  mutant(
    'a lost reply counts as not sent',
    'context.ts',
    "lastSubmit: isSent ? 'lost' : 'notSent'",
    "lastSubmit: 'notSent'",
  ),
  mutant(
    'the prompt stays when the user is asked again',
    'context.ts',
    'prompt: context.prompt + 1, challenges',
    'prompt: context.prompt, challenges',
  ),
  mutant(
    'the answered guids are not remembered',
    'context.ts',
    '    ...context.challenges.map(({ guid }) => guid),\n',
    '',
  ),
  mutant(
    'a start that a poll has found stays due',
    'context.ts',
    "isFound ? { ...before, pendingStart: 'found' } : before",
    'before',
  ),
  mutant(
    'the reply of a start is not the baseline',
    'context.ts',
    '  baseline: baselineOf(reading),\n  seenRunning: reading',
    '  seenRunning: reading',
  ),
  mutant(
    'old readings are ignored for ever',
    'context.ts',
    '(before.ignoredSince ?? reading.at)',
    "(rule === 'stale' ? reading.at : (before.ignoredSince ?? reading.at))",
  ),
  mutant(
    'an echo is ignored for ever',
    'context.ts',
    '(before.ignoredSince ?? reading.at)',
    "(rule === 'echo' ? reading.at : (before.ignoredSince ?? reading.at))",
  ),
  mutant(
    'an outage has no limit',
    'context.ts',
    'outage: isOut ? observed.outage + gap : 0,',
    'outage: 0,',
  ),
  mutant(
    'time in which calls fail counts against the phase',
    'context.ts',
    'const isOfPhase = !isOut && context.fault === null && since !== null;',
    'const isOfPhase = since !== null;',
  ),
  mutant('the total limit does not exist', 'timing.ts', ' || observed.total > total + grace', ''),
  mutant(
    'a hint is always followed at once',
    'timing.ts',
    "context.hint === 'none' && lastFault(context)?.code !== 'rateLimited'",
    'true',
  ),
  // Calls and restarts.
  mutant(
    'answers on their way when a process died count as not sent',
    'rest.ts',
    "lastSubmit: 'lost'",
    "lastSubmit: 'notSent'",
  ),
  mutant(
    'answers are accepted before MX was polled after a restart',
    'implementation.ts',
    " && args.context.awaiting !== 'recovery'",
    '',
  ),
];
