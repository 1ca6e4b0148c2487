import type { Effect, MemberOutput, MemberView } from '@mx-member/machine';
import { printAnswer, printProblems, printReading, printText, printTime } from './words.ts';

/** The result of a step, as a text vector shows it. */
export interface ShownStep {
  readonly state: string;
  readonly effects: readonly Effect[];
  readonly view: Partial<MemberView>;
}

/** Prints the result of a step below its line: the state, the changes of the view, and each effect. */

function printOutput(output: MemberOutput): string {
  if (output.outcome === 'connected')
    return `connected fresh=${output.fresh} evidence=${output.evidence} ${printReading(output.reading)}`;
  const { reason, nextStep, connectionStatus, errorCode, lastFault } = output;
  const status = connectionStatus === null ? 'null' : printText(connectionStatus);
  return [
    `failed ${reason} ${nextStep} status=${status}`,
    ...(errorCode === null ? [] : [`code=${errorCode}`]),
    ...(lastFault ? [`lastFault=${lastFault.code}`] : []),
  ].join(' ');
}

/** Prints an effect in one line. */
export function printEffect(effect: Effect): string {
  switch (effect.type) {
    case 'startJob':
      return `startJob #${effect.turn} ${effect.job}`;
    case 'readStatus':
      return `readStatus #${effect.turn}${effect.expects === 'end' ? ' expects=end' : ''}`;
    case 'submitAnswers':
      return `submitAnswers #${effect.turn} ${effect.answers.map(printAnswer).join(' ')}`;
    case 'cancelCall':
      return `cancelCall #${effect.turn} ${effect.call}`;
    case 'cancelWait':
      return `cancelWait #${effect.turn}`;
    case 'wait':
      return `wait #${effect.turn} ${printTime(effect.ms)}`;
    case 'challenged': {
      const guids = effect.challenges.map(({ guid }) => guid).join(' ');
      return `challenged round=${effect.round} prompt=${effect.prompt} ${guids}`;
    }
    case 'answer.refused':
      return `answer.refused prompt=${effect.prompt} ${printProblems(effect.problems)}`;
    case 'resumed':
      return 'resumed';
    case 'ended':
      return `ended ${printOutput(effect.output)}`;
  }
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

/** Prints the view: the rule of the verdict, and every other field that has changed. */
function printView(
  view: Partial<MemberView>,
  before: Partial<MemberView>,
  isJudged: boolean,
): string {
  const { rule, state, ...others } = view;
  const changed = Object.keys(others)
    .map((key) => [`${key}=${printField(key, view)}`, `${key}=${printField(key, before)}`])
    .filter(([now, then]) => now !== then)
    .map(([now]) => now);
  return [...(isJudged || rule !== before.rule ? [`rule=${rule}`] : []), ...changed].join(' ');
}

/** The view before the first step. */
const NOTHING: Partial<MemberView> = {
  needs: null,
  round: 0,
  prompt: 0,
  warning: null,
  problems: [],
  isSlow: false,
};

/** Prints the result of a step, given the view before it. `ignored` means: the same record, and no effects. */
export function printOutcome(
  step: ShownStep | { readonly refused: true },
  before: Partial<MemberView> = NOTHING,
  isSame = false,
): string {
  if ('refused' in step) return 'refused';
  const { state, effects, view } = step;
  const isIgnored = isSame && effects.length === 0;
  const isJudged = !isSame && !state.endsWith('.reading');
  return [
    `${state} ${printView(view, before, isJudged)}`.trimEnd(),
    ...effects.map((effect) => `  ${printEffect(effect)}`.trimEnd()),
    ...(isIgnored ? ['  ignored'] : []),
  ].join('\n');
}
