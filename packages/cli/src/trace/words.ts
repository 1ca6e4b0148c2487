import { RULES } from '@mx-member/machine/step';
import {
  lasting,
  REPLAY_RULES,
  type ReplayFailure,
  type ReplayRule,
  type ShadowedLifecycle,
  type ShadowNote,
  type Sightings,
  type TraceFigures,
} from '@mx-member/machine/trace';
import { counted } from '../common/counted.ts';
import { escaped } from '../common/io.ts';

/** What `replay` prints for people. */

const safe = (text: string): string => escaped(JSON.stringify(text)).slice(1, -1);

/** That a line was not written whole. */
export const cutWords = (file: string, line: number): string =>
  `${safe(file)}:${line}: This line was cut off, as when a process is killed. It is passed over.\n`;

/** Whether something is a line of a log, or an HTTP archive. */
function isLog(found: unknown): boolean {
  const { at, body, webhook, outcome, log } = Object(found) as Readonly<Record<string, unknown>>;
  const isSeen = [body, webhook, outcome].some((one) => one !== undefined);
  return (at !== undefined && isSeen) || log !== undefined;
}

/** What a person can do about a line that does not hold, by the rule that it breaks. */
const ADVICE: Partial<Record<ReplayRule, (found: unknown) => string>> = {
  line: (found) =>
    isLog(found) ? ' It looks like a log or an archive: mx-member redact makes a trace of it.' : '',
  first: () => ' If its beginning is in an older file: cat older newer | mx-member replay.',
  digest: () =>
    ' If another version of mx-member wrote the trace, replay it with that version, because rules and their names change.',
};

/** Why a line does not hold. @param found What stands there. */
export function failureWords(
  file: string,
  line: number,
  failure: ReplayFailure,
  found: unknown,
): string {
  const { rule, where, decidedBy } = failure;
  const decided =
    decidedBy === null
      ? ''
      : ` Our machine decides by its rule ${decidedBy}: if ${RULES[decidedBy].when}, then ${RULES[decidedBy].follows}.`;
  return `${safe(file)}:${line}: ${rule} (${safe(where)}). ${REPLAY_RULES[rule]}${decided}${ADVICE[rule]?.(found) ?? ''}\n`;
}

const DIFFERENCES: Readonly<Record<ShadowedLifecycle['difference'], string>> = {
  same: 'Our machine would have known at the same reading.',
  earlier: 'Our machine would have known earlier',
  later: 'Our machine would have polled once more, to see the same again',
  differently: 'Our machine would have ended differently',
  open: 'The trace ends before the job ends.',
};

const NOTES: Readonly<Record<ShadowNote['note'], string>> = {
  answeredUnasked: 'an answer was sent while our machine would not have asked',
  startedWhileRunning: 'a job was started while a job ran',
  askedEarlier: 'the user was asked before our machine would have asked',
};

function oursWords({ ours, rule }: ShadowedLifecycle): string {
  if (!ours) return `It still polls, by its rule ${rule}.`;
  const { output, line } = ours;
  return output.outcome === 'connected'
    ? `At line ${line} it ends: connected${output.fresh ? '' : ', perhaps with older data'}.`
    : `At line ${line} it ends: failed, because of ${output.reason}.`;
}

/** One lifecycle of another program, beside our machine. */
export function lifecycleWords(file: string, shadowed: ShadowedLifecycle): string {
  const { member, from, difference, ahead, notes } = shadowed;
  const by = ahead ? `, by ${lasting(Math.abs(ahead))}` : '';
  const known = DIFFERENCES[difference].replace(/\.?$/, `${by}.`);
  const head = `${safe(file)}:${from.line}: ${safe(member.memberGuid)}: ${known} ${oursWords(shadowed)}`;
  return [head, ...notes.map(({ line, note }) => `  line ${line}: ${NOTES[note]}`), ''].join('\n');
}

const table = (title: string, sightings: Sightings, most = 20): readonly string[] => {
  const rows = Object.entries(sightings);
  if (rows.length === 0) return [];
  const shown = rows
    .slice(0, most)
    .map(
      ([name, { count, line }]) =>
        `  ${String(count).padStart(8)}  ${safe(name)} (first in line ${line})`,
    );
  const more = rows.length > most ? [`  … and ${rows.length - most} more`] : [];
  return [`${title}:`, ...shown, ...more];
};

const percent = (count: number, of: number): string => `${((100 * count) / of).toFixed(1)} %`;

/** That all lines hold. Only a host or an actor of ours writes steps. */
export function validWords(
  { lines, members }: TraceFigures,
  { steps, ends }: { readonly steps: number; readonly ends: number },
): string {
  const all = `${counted(lines, 'line')}, ${counted(members, 'member')}`;
  return steps === 0
    ? `valid: ${all}, recorded from another program.\n`
    : `valid: ${all}, ${counted(steps, 'step')}, ${counted(ends, 'end')}.\n`;
}

/** Why `--explain` tells no step. */
export const NOTHING_TO_EXPLAIN =
  'The trace has no steps to explain: --explain needs the steps that a host or an actor of this package writes.\n';

/** What the traces show about MX. */
export function figureWords({
  readings,
  unknown,
  missing,
  staleFor,
  echoFor,
  faults,
  follows,
}: TraceFigures): string {
  if (readings === 0) return '';
  const lag = (what: string, { count, median, longest }: TraceFigures['staleFor']) =>
    count === 0
      ? []
      : [
          `${what}: ${count}, half of them within ${lasting(median)}, all within ${lasting(longest)}.`,
        ];
  const left = Object.entries(missing).flatMap(([field, count]) =>
    count === 0 ? [] : [`${field} is missing in ${percent(count, readings)} of the readings.`],
  );
  return [
    ...table('Statuses that no rule knows', unknown.statuses),
    ...table('Error codes that no rule knows', unknown.errorCodes),
    ...table('HTTP statuses that no rule knows', unknown.httpStatuses),
    ...table('Fields that MX does not document', unknown.fields),
    ...table('Webhooks that no rule knows', unknown.webhooks),
    ...table('Orders that no rule expects', unknown.orders),
    ...table('Failed calls', faults),
    ...table('What follows what', follows, 12),
    ...lag('Readings older than one before', staleFor),
    ...lag('Answered questions that were shown again', echoFor),
    ...left,
    '',
  ].join('\n');
}
