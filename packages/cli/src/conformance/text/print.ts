import type { Effect, MemberOutput, MemberView, Reading, StampedReading } from '@mx-member/machine';
import { printAnswer, printProblems, printReading, printText, printTime } from './words.ts';

/** Prints what comes of a step, for the lines of text vectors: the state, the rule, the changes of the view, the effects. */

/** How long after its reading a start may be sent, in ms. */
const START_WITHIN = 5_000;

/** The result of a step, as a text vector shows it. */
export interface ShownStep {
  readonly state: string;
  readonly effects: readonly Effect[];
  readonly view: Partial<MemberView>;
}

/** What stands before a step. Whatever follows from it is not printed. */
export interface Before {
  readonly view: Partial<MemberView>;
  /** The number of the last call or wait. */
  readonly turn: number;
  /** The reading in the event of the step. */
  readonly reading?: StampedReading;
}

/** Before the first step. */
const NOTHING: Before = {
  view: { needs: null, round: 0, prompt: 0, warning: null, problems: [], isSlow: false },
  turn: 0,
};

/** What an effect mostly has, so that it is printed only where it differs. */
interface Usual {
  /** The number of a new call or wait is one more, the number of a cancelled one is the same. */
  readonly turn?: number;
  readonly expects?: 'end' | 'any';
  /** A start may be sent until 5 s after the reading that allows it. */
  readonly notAfter?: number | undefined;
  readonly round?: number | undefined;
  readonly prompt?: number | undefined;
  readonly reading?: Reading | undefined;
}

/** A reading without its sentence, which no effect of a vector has. */
const bare = (reading: Reading): string => {
  const { message: _, ...rest } = reading;
  return printReading(rest);
};

/** What happened to the start, unless MX has accepted it. */
const printStart = ({ start }: MemberOutput): readonly string[] =>
  start === null || start === 'taken' ? [] : [`start=${start}`];

function printOutput(output: MemberOutput, usual?: Reading): readonly string[] {
  if (output.outcome === 'connected')
    return [
      `connected fresh=${output.fresh} evidence=${output.evidence}`,
      ...printStart(output),
      ...(usual && bare(usual) === bare(output.reading) ? [] : [printReading(output.reading)]),
    ];
  const { reason, nextStep, connectionStatus, errorCode, lastFault } = output;
  const status = connectionStatus === null ? 'null' : printText(connectionStatus);
  return [
    `failed ${reason} ${nextStep} status=${status}`,
    ...printStart(output),
    ...(errorCode === null ? [] : [`code=${errorCode}`]),
    ...(lastFault ? [`lastFault=${lastFault.code}`] : []),
  ];
}

const unless = (usual: unknown, value: unknown, text: string): readonly string[] =>
  value === usual ? [] : [text];

/** The words of an effect behind its name. */
function detailsOf(effect: Effect, usual: Usual): readonly string[] {
  switch (effect.type) {
    case 'startJob': {
      const { job, notAfter } = effect;
      return [job, ...unless(usual.notAfter, notAfter, `notAfter=${notAfter}`)];
    }
    case 'readStatus': {
      const { expects = 'any' } = effect;
      return unless(usual.expects ?? 'any', expects, `expects=${expects}`);
    }
    case 'submitAnswers':
      return effect.answers.map(printAnswer);
    case 'cancelCall':
      return [effect.call];
    case 'wait':
      return [printTime(effect.ms)];
    case 'challenged':
      return [
        ...unless(usual.round, effect.round, `round=${effect.round}`),
        ...unless(usual.prompt, effect.prompt, `prompt=${effect.prompt}`),
        ...effect.challenges.map(({ guid }) => guid),
      ];
    case 'answer.refused':
      return [
        ...unless(usual.prompt, effect.prompt, `prompt=${effect.prompt}`),
        printProblems(effect.problems),
      ];
    case 'cancelWait':
    case 'resumed':
      return [];
    case 'ended':
      return printOutput(effect.output, usual.reading);
  }
}

const isCancel = (effect: Effect): boolean =>
  effect.type === 'cancelCall' || effect.type === 'cancelWait';

/** Prints an effect, without what is usual. */
export function printEffect(effect: Effect, usual: Usual = {}): string {
  const number =
    'turn' in effect && effect.turn !== Number(usual.turn) + (isCancel(effect) ? 0 : 1)
      ? [`#${effect.turn}`]
      : [];
  return [effect.type, ...number, ...detailsOf(effect, usual)].join(' ').trimEnd();
}

/** Prints all effects of a step. */
export function printEffects({ state, effects, view }: ShownStep, before: Before): string {
  const expects = state.startsWith('resumed.') ? 'end' : 'any';
  const { round, prompt } = view;
  const { reading } = before;
  const notAfter = reading && reading.at + START_WITHIN;
  let { turn } = before;
  return effects
    .map((effect) => {
      const text = printEffect(effect, { turn, expects, notAfter, round, prompt, reading });
      if ('turn' in effect) ({ turn } = effect);
      return text;
    })
    .join('; ');
}

/** Prints a field of the view. */
function printField(key: string, view: Partial<MemberView>): string {
  switch (key) {
    case 'warning':
      return view.warning?.code ?? 'none';
    case 'problems':
      return printProblems(view.problems ?? []).replaceAll(' ', ',') || 'none';
    case 'challenges':
      return view.challenges?.map(({ guid }) => guid).join(',') || 'none';
    case 'status':
      if (!view.status) return 'none';
      return (view.status.name ?? 'null') + (view.status.known ? '' : '?');
    case 'outcome':
      return view.outcome?.outcome ?? 'none';
    case 'elapsed':
      return view.elapsed === null || view.elapsed === undefined ? 'none' : printTime(view.elapsed);
    default:
      return String(view[key as keyof MemberView] ?? 'none');
  }
}

/** Prints the view: the rule of the verdict in brackets, and every other field that has changed. */
function printView(
  view: Partial<MemberView>,
  before: Partial<MemberView>,
  isJudged: boolean,
): readonly string[] {
  const { rule, state: _, ...others } = view;
  const changed = Object.keys(others).flatMap((key) => {
    const now = printField(key, view);
    return now === printField(key, before) ? [] : [`${key}=${now}`];
  });
  return [...(isJudged || rule !== before.rule ? [`(${rule})`] : []), ...changed];
}

/**
 * Prints what comes of a step: `aggregating.waiting (stale): wait 3s`.
 * @param isSame Whether the record is the same as before. `ignored` means: the same record, and no effects.
 */
export function printOutcome(
  step: ShownStep | { readonly refused: true },
  before: Before = NOTHING,
  isSame = false,
): string {
  if ('refused' in step) return 'refused';
  const { state, effects, view } = step;
  if (isSame && effects.length === 0) return 'ignored';
  const isJudged = !isSame && !state.endsWith('.reading');
  const place = [state, ...printView(view, before.view, isJudged)].join(' ');
  return effects.length === 0 ? place : `${place}: ${printEffects(step, before)}`;
}

/** What mostly comes of `elapsed`. */
const USUAL_READING = /^\w+\.reading: readStatus$/;

/** What comes of a poll: of the end of its call, and also of the end of the wait before it, if that is not as usual. */
export const printPoll = (elapsed: string, result: string): string =>
  USUAL_READING.test(elapsed) ? result : `${elapsed} => ${result}`;

/** A step as a line of a text vector. */
export interface PrintedStep {
  /** What happens. */
  readonly given: string;
  /** What comes of it. */
  readonly came: string;
}

/** The lines of steps. `elapsed` and the result of its call are one `poll`. */
export function printLines(steps: readonly PrintedStep[]): readonly string[] {
  const [first, second, ...rest] = steps;
  if (!first) return [];
  const poll = pollOf(first.given, second?.given ?? '');
  if (second && poll)
    return [`${poll} => ${printPoll(first.came, second.came)}`, ...printLines(rest)];
  return [`${first.given} => ${first.came}`, ...printLines(steps.slice(1))];
}

/** The poll that begins with this `elapsed`, and whose call ends with this result. */
function pollOf(first: string, second: string): string | null {
  const [, passed = '', type, result] =
    /^(\+\S+ )?(done|error) readStatus (.*)$/.exec(second) ?? [];
  if (first !== 'elapsed' || !result) return null;
  return `${passed}poll ${type === 'error' ? 'fails ' : ''}${result}`;
}
