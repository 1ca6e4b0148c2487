import { RULES } from '@mx-member/machine/step';
import { REPLAY_RULES, type ReplayFailure } from '@mx-member/machine/trace';
import { BELIEFS, type BeliefName, type Unexplained } from '@mx-member/simulator/model';
import { counted } from '../common/counted.ts';
import { escaped } from '../common/io.ts';

/** What `replay` prints for people. */

/** A text of a file or of the user, without what moves the cursor. */
export const safe = (text: string): string => escaped(JSON.stringify(text)).slice(1, -1);

/** `replay` without a file reads what is piped to it. In a terminal, nothing is piped. */
export const WAITING =
  'Waiting for a trace on the standard input. To read a file: mx-member replay trace.ndjson. Press Ctrl-C to stop.\n';

/** That a line was not written whole. */
export const cutWords = (file: string, line: number): string =>
  `${safe(file)}:${line}: This line was cut off, as when a process is killed. It is passed over.\n`;

/** That lines could not be written. */
export const missingWords = (file: string, line: number, missing: number): string =>
  `${safe(file)}:${line}: ${counted(missing, 'line')} could not be written here, as when the disk is full. Each member is checked again from its next beginning or restart.\n`;

/** That a file has the same lines as another one. */
export const copyWords = (earlier: string): string =>
  `It contains the same as ${safe(earlier)}, so it is not counted again.`;

/** That lines were not checked. */
export const uncheckedWords = (lines: number): string =>
  `${counted(lines, 'line')} after missing lines could not be checked.\n`;

/** What a person can do about a line that does not hold, by the rule that it breaks. */
const ADVICE: Partial<Record<ReplayFailure['rule'], string>> = {
  line: ' Is it a file that --trace of mx-member serve or doctor wrote, or a tracer of a host?',
  first: ' If its beginning is in an older file: cat older newer | mx-member replay.',
  digest:
    ' If another version of mx-member wrote the trace, replay it with that version, because rules and their names change.',
};

/** Why a line does not hold. */
export function failureWords(
  file: string,
  line: number,
  { rule: broken, where, decidedBy }: ReplayFailure,
): string {
  const decided =
    decidedBy === null
      ? ''
      : ` Our machine decides by its rule ${decidedBy}: if ${RULES[decidedBy].when}, then ${RULES[decidedBy].follows}.`;
  const place = `${safe(file)}:${line}`;
  if (broken === 'line' && where === 'line.trace')
    return `${place}: This trace has another format (line.trace).${ADVICE.digest}\n`;
  const head =
    broken === 'line'
      ? `${place}: This is not a line of a trace (${safe(where)}).`
      : `${place}: The rule ${broken} is broken (${safe(where)}). ${REPLAY_RULES[broken]}`;
  return `${head}${decided}${ADVICE[broken] ?? ''}\n`;
}

/** That all lines hold. */
export const validWords = (counts: {
  readonly lines: number;
  readonly members: number;
  readonly steps: number;
  readonly ends: number;
}): string =>
  `valid: ${counted(counts.lines, 'line')}, ${counted(counts.members, 'member')}, ${counted(counts.steps, 'step')}, ${counted(counts.ends, 'end')}.\n`;

/** That only the model has read a file. */
export const otherVersionWords = (files: number): string =>
  `Another version of mx-member wrote ${counted(files, 'file')}, so only the replies of MX were checked.\n`;

/** That no belief explains what MX has shown. */
export const unexplainedWords = (
  file: string,
  line: number,
  { shown, expected }: Unexplained,
): string =>
  `${safe(file)}:${line}: No behaviour that we know explains this reply of MX (${safe(shown)}). Expected was one of: ${expected.join('; ')}.\n`;

/** Which beliefs the trace needs that are only assumed. */
export const neededWords = (assumed: Iterable<BeliefName>): string => {
  const lines = [...assumed].map((name) => `  ${name}: ${BELIEFS[name].says}\n`);
  return lines.length === 0
    ? 'The model of MX explains every reply, and assumes nothing for it.\n'
    : `The model of MX explains every reply. It assumes for it:\n${lines.join('')}`;
};
