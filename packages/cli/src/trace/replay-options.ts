import { resolve } from 'node:path';
import { createTraceHash } from '@mx-member/adapters/trace';
import { CliError } from '../common/errors.ts';
import { type CommandSpec, choiceOf, type GivenOptions, nonBlankOf } from '../common/options.ts';
import { traceKeyOf } from '../common/trace-key.ts';
import { SOURCE_NAMES, type TraceSource } from '../seen/sources.ts';

/** The options of `replay`, for the parser and the help. */
export const REPLAY_COMMAND = {
  about: 'Check a trace against the rules, and explain it.',
  operands: 'trace …',
  options: {
    explain: {
      about:
        'Explain each step of the machine in sentences: why it waited, polled again and ended.',
    },
    model: {
      about:
        "Also compare MX's replies with the model of MX, and name the first reply that no belief explains.",
    },
    compare: {
      about:
        'Say where this version would have decided otherwise, given the same replies of MX: another end, a login or a question more or less. For traces of another version.',
    },
    report: {
      value: 'file',
      about:
        'With --compare: write a report in Markdown, with the counts and the hashes of the files.',
    },
    page: {
      value: 'file',
      about:
        'With --model: write a page that says of each belief about MX whether the traces show it, and how long things took. Markdown if the name ends with .md, else HTML.',
    },
    source: {
      value: 'name',
      about: `With --page: where the traces are from, for its title: ${SOURCE_NAMES.join(', ')}.`,
    },
    earlier: {
      value: 'file',
      about: 'With --page: an earlier page. The new one says what has changed since.',
    },
    member: {
      value: 'guid',
      about: 'With --explain: tell only this member, by its guid or its pseudonym.',
    },
    json: { about: 'Print one JSON object per line, and last all counts.' },
  },
  notes: [
    'A step of the machine is repeated from its line and compared. The first line that breaks a rule is named, with the rule.',
    'Without a trace, or with the trace "-", it reads the standard input. What gzip has packed is unpacked. The counts cover all traces together, and a file that contains the same as another one is counted once.',
    'A guid is found by the key of the trace, MX_MEMBER_TRACE_KEY. A line that was cut off, as when a process is killed, is named and passed over. Where lines could not be written, as when the disk was full, the trace says how many are missing, and each member is checked again from its next beginning or restart.',
    'With --model, the end lists the beliefs that are only assumed and that the trace needs. A trace of another version is read by the model alone.',
    'With --page, the model reads each file to its end, whatever it finds.',
    '--compare makes no request. After the last reply of a trace, it takes MX to show the same for 15 minutes. It exits with 1 for another end or a login more, and for a file that it could not read whole.',
    'Exit codes: 0 valid, 1 a line breaks a rule or no belief explains it, a file cannot be read or has no line, 2 wrong usage.',
  ],
  examples: [
    'mx-member replay trace.ndjson',
    'mx-member replay --explain trace.ndjson',
    'mx-member replay --model trace.ndjson',
    'mx-member replay --model --page seen.html --source production traces/*.ndjson.gz',
    'mx-member replay --compare --report upgrade.md yesterday/*.ndjson.gz',
    'mx-member replay --explain --member MBR-… trace.ndjson.gz',
  ],
} as const satisfies CommandSpec;

export interface PageSettings {
  readonly file: string;
  readonly source: TraceSource;
  /** The earlier page. `null` for none. */
  readonly earlier: string | null;
}

export interface ReplaySettings {
  /** `-` is the standard input. */
  readonly files: readonly string[];
  readonly explains: boolean;
  /** Whether the traces are compared with this version, and not replayed. */
  readonly compares: boolean;
  /** The file for the report of a comparison. `null` for none. */
  readonly report: string | null;
  /** Whether MX's replies are compared with the model. */
  readonly model: boolean;
  /** The page to write. `null` for none. */
  readonly page: PageSettings | null;
  /** The pseudonym with which the member to tell begins; `''` for all. */
  readonly member: string;
  readonly json: boolean;
}

function memberOf(given: GivenOptions, env: Readonly<Record<string, string | undefined>>): string {
  const member = nonBlankOf(given, 'member');
  if (member === undefined) return '';
  if (!given.has('explain')) throw new CliError('--member needs --explain.');
  if (member.startsWith('~')) return member;
  const key = traceKeyOf(env);
  if (!key)
    throw new CliError(
      '--member: a guid is found by the key of the trace. Set MX_MEMBER_TRACE_KEY, or give the pseudonym, which begins with ~.',
    );
  return createTraceHash(key).pseudonym(member);
}

function pageOf(given: GivenOptions): PageSettings | null {
  const file = nonBlankOf(given, 'page');
  const earlier = nonBlankOf(given, 'earlier') ?? null;
  if (file === undefined) {
    const stray = ['source', 'earlier'].find((name) => given.has(name));
    if (stray) throw new CliError(`--${stray} needs --page.`);
    return null;
  }
  if (!given.has('model')) throw new CliError('--page needs --model.');
  if (!given.has('source'))
    throw new CliError(`--page needs --source, which is one of ${SOURCE_NAMES.join(', ')}.`);
  return { file, source: choiceOf(given, 'source', SOURCE_NAMES, 'production'), earlier };
}

function checkCompare(given: GivenOptions): void {
  if (!given.has('compare')) {
    if (given.has('report')) throw new CliError('--report needs --compare.');
    return;
  }
  const other = ['explain', 'model', 'member', 'page', 'source', 'earlier'].find((name) =>
    given.has(name),
  );
  if (other) throw new CliError(`Give either --compare or --${other}, not both.`);
}

/** @throws {CliError} for a file to write that is one of the traces: the trace would be gone. */
function checkOutput(name: string, file: string | null, traces: readonly string[]): void {
  if (file !== null && traces.some((trace) => resolve(trace) === resolve(file)))
    throw new CliError(`--${name}: ${file} is one of the traces to read. Give another file.`);
}

/**
 * Reads the settings of `replay`.
 * @throws {CliError} for --explain together with --json, a guid without the key, and a file to write that is a trace.
 */
export function replaySettings(
  given: GivenOptions,
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ReplaySettings {
  const [explains, json] = [given.has('explain'), given.has('json')];
  checkCompare(given);
  if (explains && json) throw new CliError('Give either --explain or --json, not both.');
  const [report, page] = [nonBlankOf(given, 'report') ?? null, pageOf(given)];
  checkOutput('report', report, words);
  checkOutput('page', page?.file ?? null, words);
  return {
    files: words.length > 0 ? words : ['-'],
    explains,
    compares: given.has('compare'),
    report,
    model: given.has('model'),
    page,
    member: memberOf(given, env),
    json,
  };
}
