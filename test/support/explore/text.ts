import type {
  Effect,
  Fault,
  MemberRecord,
  Reading,
  StepEvent,
} from '../../../packages/machine/src/data/types.ts';
import type { Configuration } from './configuration.ts';
import type { Move } from './moves.ts';
import { initial, inputOf } from './world.ts';

/** A way through the search as a text vector: what happened, and after `----` what the machine makes of it. */

const reading = ({
  connectionStatus,
  isBeingAggregated,
  challenges,
  aggregatedAt,
  successfullyAggregatedAt,
  errorCode,
}: Reading): string =>
  [
    connectionStatus,
    isBeingAggregated === true ? 'running' : isBeingAggregated === false ? 'idle' : 'flag?',
    ...challenges.map(({ guid }) => guid),
    aggregatedAt !== undefined && `started=${aggregatedAt?.slice(11, 13)}`,
    successfullyAggregatedAt !== undefined &&
      `succeeded=${successfullyAggregatedAt?.slice(11, 13)}`,
    errorCode !== undefined && `error=${errorCode}`,
  ]
    .filter(Boolean)
    .join(' ');

const fault = ({ code, retryAfter }: Fault): string =>
  retryAfter === undefined ? code : `${code} retryAfter=${retryAfter / 1_000}s`;

function eventText(event: StepEvent | { readonly type: 'recover' }): string {
  switch (event.type) {
    case 'done':
      return `done ${event.call} ${reading(event.reading)} at=${event.reading.at / 1_000}s`;
    case 'error':
      return `error ${event.call} ${fault(event.fault)} at=${event.fault.at / 1_000}s`;
    case 'challenge.answer':
      return `answer ${event.answers.map(({ guid, value }) => `${guid}=${value}`).join(' ')} prompt=${event.prompt}`;
    default:
      return event.type;
  }
}

function effectText(effect: Effect): string {
  switch (effect.type) {
    case 'wait':
      return `  wait #${effect.turn} ${effect.ms / 1_000}s`;
    case 'challenged':
      return `  emit challenged round=${effect.round} prompt=${effect.prompt}`;
    case 'ended': {
      const { output } = effect;
      return `  emit ended ${output.outcome} ${output.outcome === 'failed' ? output.reason : `fresh=${output.fresh}`}`;
    }
    case 'answer.refused':
      return `  emit answer.refused prompt=${effect.prompt} ${effect.problems.map(({ code }) => code).join(' ')}`;
    case 'resumed':
      return '  emit resumed';
    default:
      return `  ${effect.type} #${effect.turn}`;
  }
}

const stateText = ({ state, context }: MemberRecord): string => `${state} ${context.verdict.rule}`;

/** One move as a paragraph; what the bank does by itself is a comment. */
function moveText(
  before: MemberRecord,
  { label, event, next }: Move,
  { machine }: Configuration,
): string {
  if (event === undefined) return `# ${label}`;
  const effects = event.type === 'recover' ? [] : machine.step(before, event).effects;
  return [
    `# ${label}`,
    eventText(event),
    '----',
    stateText(next.record),
    ...effects.map(effectText),
  ].join('\n');
}

/** A way from the beginning; `forEver` is how many of the last moves go round. */
export function textOf(way: readonly Move[], config: Configuration, forEver = 0): string {
  const paragraphs = way.map((move, index) =>
    moveText((way[index - 1]?.next ?? initial(config)).record, move, config),
  );
  if (forEver > 0) paragraphs.splice(way.length - forEver, 0, '# and from here on for ever:');
  const { job, oauth, baseline } = inputOf(config) as {
    job: unknown;
    oauth?: unknown;
    baseline?: unknown;
  };
  return [
    `# ${config.name}\nbegin ${JSON.stringify({ job, oauth, baseline })}`,
    ...paragraphs,
  ].join('\n\n');
}
