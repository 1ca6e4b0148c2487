import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { parseJson } from '@mx-member/http/web';
import {
  type Comparison,
  compareLifecycle,
  DIFFERENCES,
  type Difference,
  isLastLine,
  type OldLine,
  readOldLine,
} from '@mx-member/machine/trace';
import { counted } from '../common/counted.ts';
import { CliError, EXIT, type ExitCode, fileError } from '../common/errors.ts';
import { type Io, jsonLine } from '../common/io.ts';
import { markdownTable } from '../common/markdown.ts';
import { missingAt } from '../common/trace-file.ts';
import { version } from '../common/version.ts';
import { writeTo } from '../common/wrap.ts';
import { copiesAmong, inputLines, UnreadableFile } from './input.ts';
import { ReplayProgress } from './replay-progress.ts';
import { copyWords, safe } from './words.ts';

/** `replay --compare`: what this version would have done with the replies of MX in traces of another one. */

export interface CompareSettings {
  readonly files: readonly string[];
  /** The file for a report that people can sign. `null` for none. */
  readonly report: string | null;
  readonly json: boolean;
}

const MEANINGS: Readonly<Record<Difference, string>> = {
  otherEnd: 'another end',
  login: 'a login more or less',
  question: 'a question more or less',
  undecided: 'not decidable from the trace',
  time: 'the same end, sooner or later',
  request: 'the same, with a request more or less',
  same: 'the same',
};

/** Differences that are listed one by one. The others are only counted. */
const LISTED: readonly Difference[] = ['otherEnd', 'login', 'question', 'undecided'];

/** What a listed difference is called. */
function nameOf({ difference, logins, questions }: Comparison): string {
  const isMore = ([then, now]: readonly [number, number]) => now > then;
  if (difference === 'login') return isMore(logins) ? 'a login more' : 'a login less';
  if (difference === 'question') return isMore(questions) ? 'a question more' : 'a question less';
  return MEANINGS[difference];
}

/** One lifecycle in which this version decides otherwise. */
interface Found extends Comparison {
  readonly file: string;
  /** The line with which the lifecycle begins. */
  readonly line: number;
  readonly member: string;
}

interface ReadFile {
  readonly file: string;
  readonly sha256: string;
  readonly lines: number;
  /** What was not compared of it, as a sentence. `null` if all of it was. */
  readonly note: string | null;
  /** Whether nothing in it was passed over. */
  readonly isWhole: boolean;
}

/** The lines of a lifecycle that has not ended in the trace so far. */
interface Open {
  readonly from: number;
  readonly lines: OldLine[];
}

class Comparing {
  readonly found: Found[] = [];
  readonly counts = new Map<Difference, number>(DIFFERENCES.map((name) => [name, 0]));
  readonly files: ReadFile[] = [];
  readonly formats = new Set<number>();
  /** Logins that this version would make more than the traces have. */
  moreLogins = 0;
  readonly #io: Io;
  readonly #open = new Map<string, Open>();
  #file = '';

  constructor(io: Io) {
    this.#io = io;
  }

  get lifecycles(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The differences that are listed one by one. */
  get listed(): readonly Found[] {
    return this.found.filter(({ difference }) => LISTED.includes(difference));
  }

  /** How often each end became another one: `then`, `now`, count. */
  get otherEnds(): readonly (readonly [string, string, number])[] {
    const counts = new Map<string, [string, string, number]>();
    for (const { difference, ends } of this.found) {
      if (difference !== 'otherEnd') continue;
      const [then, now] = ends.map((end) => end ?? 'does not end');
      const row = counts.get(`${then} ${now}`) ?? [String(then), String(now), 0];
      row[2] += 1;
      counts.set(`${then} ${now}`, row);
    }
    return [...counts.values()].sort((a, b) => b[2] - a[2]);
  }

  /** Compares all lifecycles of a file. A file that cannot be read, and lines that are none, are named in its note. */
  async read(file: string, progress: ReplayProgress): Promise<void> {
    this.#file = file;
    const hash = createHash('sha256');
    let [count, wrong, missing] = [0, 0, 0];
    let first = '';
    let note: string | null = null;
    await progress.begin(file);
    try {
      for await (const lines of inputLines(file, this.#io)) {
        progress.note(lines);
        for (const [number, text] of lines) {
          hash.update(text).update('\n');
          count += 1;
          const given = parseJson(text);
          const gap = missingAt(given);
          if (gap !== null) {
            // What the members did in those lines is unknown, so no lifecycle is followed across them.
            missing += gap;
            this.#open.clear();
            continue;
          }
          const line = readOldLine(given);
          if (typeof line !== 'string') this.#line(line, number);
          else if (wrong++ === 0) first = `line ${number}, at ${line}`;
        }
      }
    } catch (thrown) {
      if (!(thrown instanceof UnreadableFile)) throw thrown;
      note = thrown.message;
    }
    for (const open of this.#open.values()) this.#compare(open);
    this.#open.clear();
    if (count === 0) note ??= 'It has no line.';
    if (wrong > 0)
      note ??= `${counted(wrong, 'line is', 'lines are')} not of a trace and passed over. The first: ${first}.`;
    if (missing > 0)
      note ??= `${counted(missing, 'line')} could not be written, so the lifecycles around them are not compared.`;
    const sha256 = hash.digest('hex');
    this.files.push({ file, sha256, lines: count, note, isWhole: note === null });
  }

  /** Notes a file that contains the same as an earlier one. */
  passOver(file: string, earlier: string): void {
    this.files.push({ file, sha256: '', lines: 0, note: copyWords(earlier), isWhole: true });
  }

  #line(line: OldLine, number: number): void {
    this.formats.add(line.trace);
    const key = `${line.member.userGuid}/${line.member.memberGuid}`;
    const known = this.#open.get(key);
    if (line.type === 'begin' || !known) {
      // It begins again: the process died before it had stored the first record.
      if (known) this.#compare(known);
      // A line after the last one changes nothing.
      if (line.type !== 'event') this.#open.set(key, { from: number, lines: [line] });
      return;
    }
    known.lines.push(line);
    if (!isLastLine(line)) return;
    this.#open.delete(key);
    this.#compare(known);
  }

  #compare({ from, lines }: Open): void {
    const compared = compareLifecycle(lines);
    this.counts.set(compared.difference, (this.counts.get(compared.difference) ?? 0) + 1);
    const [then, now] = compared.logins;
    this.moreLogins += Math.max(0, now - then);
    if (compared.words === null) return;
    const member = lines[0]?.member.memberGuid ?? '';
    this.found.push({ ...compared, file: this.#file, line: from, member });
  }
}

const share = (count: number, of: number): string =>
  of === 0 ? '' : `${((100 * count) / of).toFixed(count > 0 && count < of ? 1 : 0)} %`;

function summary({ counts, lifecycles, otherEnds }: Comparing): string {
  const width = Math.max(...Object.values(MEANINGS).map((text) => text.length));
  const rows = DIFFERENCES.map((name) => {
    const count = counts.get(name) ?? 0;
    return `  ${MEANINGS[name].padEnd(width)}  ${String(count).padStart(7)}  ${share(count, lifecycles)}`.trimEnd();
  });
  const ends = otherEnds.map(
    ([then, now, count]) => `  ${count} × the trace ${then}; this version ${now}`,
  );
  return [
    `${counted(lifecycles, 'lifecycle')}:`,
    ...rows,
    ...(ends.length > 0 ? ['Other ends:', ...ends] : []),
    '',
  ].join('\n');
}

/** A report for those who approve an upgrade: what was compared, with which versions, and what came out. */
function reportOf(all: Comparing): string {
  const { files, formats, counts, lifecycles, otherEnds, listed } = all;
  return `${[
    '# Recorded lifecycles, compared with another version',
    markdownTable(
      ['what', 'value'],
      [
        ['command', 'mx-member replay --compare'],
        ['version that would run', version()],
        ['format of the traces', [...formats].join(', ')],
        ['lifecycles', lifecycles],
      ],
    ),
    '## Files',
    markdownTable(
      ['file', 'SHA-256 of its lines', 'lines', 'note'],
      files.map(({ file, sha256, lines, note }) => [safe(file), sha256, lines, note ?? '']),
    ),
    '## What differs',
    'A lifecycle counts once, in the first row that fits.',
    markdownTable(
      ['difference', 'lifecycles', 'share'],
      DIFFERENCES.map((name) => [
        MEANINGS[name],
        counts.get(name) ?? 0,
        share(counts.get(name) ?? 0, lifecycles),
      ]),
    ),
    ...(otherEnds.length > 0
      ? [
          '## Other ends',
          markdownTable(['in the trace', 'with this version', 'lifecycles'], otherEnds),
        ]
      : []),
    ...(listed.length > 0
      ? [
          '## One by one',
          markdownTable(
            ['file', 'line', 'member', 'difference', 'where it begins'],
            listed.map((one) => [
              ...[safe(one.file), one.line, safe(one.member)],
              ...[nameOf(one), one.words ?? ''],
            ]),
          ),
        ]
      : []),
    'Approved by, date:',
  ].join('\n\n')}\n`;
}

/**
 * Compares traces with this version.
 * @throws {CliError} if no file has a lifecycle, or the report cannot be written.
 */
export async function compareTraces(settings: CompareSettings, io: Io): Promise<ExitCode> {
  const { files, report, json } = settings;
  const all = new Comparing(io);
  const progress = new ReplayProgress(io, true);
  const say = writeTo(io.stdout);
  try {
    const copies = await copiesAmong(files, io);
    for (const [index, file] of files.entries()) {
      const earlier = copies.get(index);
      if (earlier === undefined) await all.read(file, progress);
      else all.passOver(file, earlier);
    }
  } finally {
    progress.clear();
  }
  for (const { file, note } of all.files)
    if (note !== null) writeTo(io.stderr)(`${safe(file)}: ${note}\n`);
  if (all.lifecycles === 0)
    throw new CliError('None of the files has a lifecycle of a trace.', 'unavailable');
  for (const one of all.listed) {
    if (json) io.stdout.write(jsonLine(one));
    else say(`${safe(one.file)}:${one.line} ${safe(one.member)}: ${nameOf(one)}. ${one.words}\n`);
  }
  if (json)
    io.stdout.write(jsonLine({ lifecycles: all.lifecycles, ...Object.fromEntries(all.counts) }));
  else say(summary(all));
  if (report !== null)
    await writeFile(report, reportOf(all)).catch((error) => {
      throw fileError('report', report, { done: 'written', error }, 'unavailable');
    });
  const isBad = (all.counts.get('otherEnd') ?? 0) > 0 || all.moreLogins > 0;
  const isWhole = all.files.every((file) => file.isWhole);
  return isBad || !isWhole ? EXIT.failed : EXIT.done;
}
