import { hash } from 'node:crypto';
import { basename } from 'node:path';
import { parseJson } from '@mx-member/http/web';
import {
  createReplay,
  type ReplayedStep,
  type ReplayFailure,
  type StepLine,
} from '@mx-member/machine/trace';
import { BELIEFS, type BeliefName, type Unexplained } from '@mx-member/simulator/model';
import { CliError, EXIT, type ExitCode } from '../common/errors.ts';
import { type Io, jsonLine } from '../common/io.ts';
import { missingAt } from '../common/trace-file.ts';
import { writeTo } from '../common/wrap.ts';
import { type Observations, Observed } from '../seen/observed.ts';
import { readPage, writePage } from '../seen/page.ts';
import { compareTraces } from './compare.ts';
import { copiesAmong, inputLines, UnreadableFile } from './input.ts';
import type { ReplaySettings } from './replay-options.ts';
import { ReplayProgress } from './replay-progress.ts';
import { Teller } from './teller.ts';
import {
  copyWords,
  cutWords,
  failureWords,
  missingWords,
  neededWords,
  otherVersionWords,
  safe,
  uncheckedWords,
  unexplainedWords,
  validWords,
  WAITING,
} from './words.ts';

/** The digest of a trace. Node's own SHA-256 is several times faster. 16 characters are 96 bits. */
const digest = (text: string): string => hash('sha256', text, 'base64url').slice(0, 16);

/** A line of ours that is not JSON: the process that wrote it was killed, or its disk was full. */
const isCutOff = (text: string, line: unknown): boolean =>
  line === undefined && text.startsWith('{"trace":');

/**
 * Whether a line is one of another version, whose records differ from the first one on. What MX has shown is explained or not
 * all the same.
 */
const isOfOtherVersion = ({ rule }: ReplayFailure, { type }: StepLine): boolean =>
  rule === 'digest' && type === 'begin';

/** Knows which members cannot be checked, because lines of a file are missing. */
class Gaps {
  /** The members that have begun since the last gap. */
  #begun = new Set<string>();
  /** The members of which lines may be missing since their last beginning. */
  readonly #lost = new Set<string>();
  /** How many members can have begun in the missing lines at most. */
  #unseen = 0;

  note(missing: number): void {
    for (const member of this.#begun) this.#lost.add(member);
    this.#begun = new Set();
    this.#unseen += missing;
  }

  /** Whether missing lines are the reason that a member of this line is not followed. */
  excuse({ type, member: { userGuid, memberGuid } }: StepLine): boolean {
    const member = `${userGuid}/${memberGuid}`;
    if (type !== 'event') {
      this.#lost.delete(member);
      this.#begun.add(member);
    }
    if (this.#lost.has(member)) return true;
    if (this.#begun.has(member) || this.#unseen === 0) return false;
    this.#unseen -= 1;
    this.#lost.add(member);
    return true;
  }
}

/** Replays traces. */
class Session {
  readonly #settings: ReplaySettings;
  readonly #io: Io;
  readonly #teller: Teller;
  readonly #progress: ReplayProgress;
  readonly #members = new Set<string>();
  /** What the model says. `null` without --model. */
  readonly #observed: Observed | null;
  #lines = 0;
  #steps = 0;
  #ends = 0;
  #failures = 0;
  #repeated = 0;
  #cut = 0;
  #missing = 0;
  #unchecked = 0;
  #otherVersions = 0;

  constructor(settings: ReplaySettings, io: Io) {
    this.#settings = settings;
    this.#io = io;
    this.#teller = new Teller(settings.member);
    this.#progress = new ReplayProgress(io, !settings.explains);
    this.#observed = settings.model ? new Observed() : null;
  }

  /** Says something about a file. */
  note(file: string, sentence: string): void {
    this.#progress.clear();
    writeTo(this.#io.stderr)(`${nameOf(file)}: ${sentence}\n`);
  }

  /** Replays a file as far as it can be read. */
  async read(file: string): Promise<void> {
    try {
      await this.#read(file);
    } catch (thrown) {
      if (!(thrown instanceof UnreadableFile)) throw thrown;
      this.#failures += 1;
      if (this.#settings.json) this.#write(jsonLine({ file, unreadable: thrown.message }));
      this.note(file, thrown.message);
    }
  }

  /**
   * Replays a file to its end, or to the first line that breaks a rule. The model alone reads a file that another version has
   * written, and, for a page, what comes after that line.
   */
  async #read(file: string): Promise<void> {
    const { stdin, stderr } = this.#io;
    if (file === '-' && stdin.isTTY) writeTo(stderr)(WAITING);
    let replay = createReplay(digest);
    const observed = this.#observed;
    observed?.beginFile();
    let isOther = false;
    let isValid = true;
    const gaps = new Gaps();
    await this.#progress.begin(file);
    for await (const lines of inputLines(file, this.#io)) {
      this.#progress.note(lines);
      for (const [number, text] of lines) {
        const line = parseJson(text);
        if (isCutOff(text, line)) {
          this.#noteCut(file, number);
          continue;
        }
        const missing = missingAt(line);
        if (missing !== null) {
          // What the members did in those lines is unknown, so each is followed again from its next beginning or record.
          this.#noteMissing(file, number, missing);
          replay = createReplay(digest);
          observed?.beginFile();
          gaps.note(missing);
          continue;
        }
        const read = replay.read(line);
        const isLine =
          read.type !== 'failure' || (read.rule !== 'line' && read.rule !== 'pseudonyms');
        if (isLine && gaps.excuse(line as StepLine)) {
          this.#unchecked += 1;
          continue;
        }
        if (read.type === 'failure') {
          isOther ||= observed !== null && isLine && isOfOtherVersion(read, line as StepLine);
          if (isValid && (!isOther || !isLine)) {
            this.#fail(file, number, read);
            isValid = false;
          }
          if (!isValid && !this.#settings.page) return;
          if (!isLine) continue;
        }
        if (read.type === 'repeated') {
          this.#repeated += 1;
          continue;
        }
        const told = read.type === 'failure' ? (line as StepLine) : read.line;
        this.#lines += 1;
        this.#members.add(told.member.memberGuid);
        if (read.type === 'step') this.#step(read);
        const unexplained = observed?.read(told, `${basename(file)}:${number}`);
        if (!unexplained) continue;
        this.#noteUnexplained(file, number, unexplained);
        if (!this.#settings.page) return;
      }
    }
    if (isOther) this.#otherVersions += 1;
  }

  /** Removes the progress bar. */
  clear(): void {
    this.#progress.clear();
  }

  #write(text: string): void {
    this.#progress.clear();
    if (this.#settings.json) this.#io.stdout.write(text);
    else writeTo(this.#io.stdout)(text);
  }

  #step(read: ReplayedStep): void {
    this.#steps += 1;
    if (read.step.effects.some(({ type }) => type === 'ended')) this.#ends += 1;
    if (this.#settings.explains) this.#write(this.#teller.tell(read));
  }

  #noteCut(file: string, line: number): void {
    this.#cut += 1;
    this.#write(this.#settings.json ? jsonLine({ file, line, cut: true }) : cutWords(file, line));
  }

  #noteMissing(file: string, line: number, missing: number): void {
    this.#missing += missing;
    this.#write(
      this.#settings.json ? jsonLine({ file, line, missing }) : missingWords(file, line, missing),
    );
  }

  #fail(file: string, line: number, failure: ReplayFailure): void {
    this.#failures += 1;
    const { rule, where, decidedBy } = failure;
    if (this.#settings.json) this.#write(jsonLine({ file, line, rule, where, decidedBy }));
    else this.#write(failureWords(file, line, failure));
  }

  #noteUnexplained(file: string, line: number, found: Unexplained): void {
    this.#failures += 1;
    this.#write(
      this.#settings.json
        ? jsonLine({ file, line, ...found })
        : unexplainedWords(file, line, found),
    );
  }

  /** The beliefs that are only assumed, and that the traces need. */
  get #assumed(): readonly BeliefName[] {
    const beliefs = Object.entries(this.#observed?.all.beliefs ?? {});
    return beliefs
      .filter(([, { verdict }]) => verdict === 'seen')
      .map(([name]) => name as BeliefName)
      .filter((name) => BELIEFS[name].mark === 'assumed');
  }

  /** Writes the page. */
  async writePage(earlier: Observations | null): Promise<void> {
    const { page } = this.#settings;
    if (page && this.#observed)
      await writePage(page.file, { place: page.source, now: this.#observed.all, earlier });
  }

  /** @throws {CliError} when there was nothing to check, or to tell. */
  end(): ExitCode {
    const { files, member, json } = this.#settings;
    if (this.#lines === 0 && this.#failures === 0)
      throw new CliError(
        `${files.map(nameOf).join(', ')} holds no line of a trace.`,
        'unavailable',
      );
    if (member !== '' && !this.#teller.hasTold)
      throw new CliError(
        'No line is of the member of --member. Is it the key with which the trace was written?',
        'unavailable',
      );
    const counts = {
      ...{ lines: this.#lines, members: this.#members.size },
      ...{ steps: this.#steps, ends: this.#ends },
      ...{ failures: this.#failures, repeated: this.#repeated, cut: this.#cut },
      ...{ missing: this.#missing, unchecked: this.#unchecked },
      ...(this.#settings.model && {
        ...{ assumed: this.#assumed, otherVersions: this.#otherVersions },
      }),
    };
    if (json) this.#write(jsonLine(counts));
    else {
      if (this.#repeated > 0)
        this.#write(
          `${this.#repeated} lines were written again, by Restate workers that went on after a crash.\n`,
        );
      if (this.#unchecked > 0) this.#write(uncheckedWords(this.#unchecked));
      if (this.#otherVersions > 0) this.#write(otherVersionWords(this.#otherVersions));
      else if (this.#failures === 0) this.#write(validWords(counts));
      if (this.#settings.model && this.#failures === 0) this.#write(neededWords(this.#assumed));
    }
    return this.#failures === 0 ? EXIT.done : EXIT.failed;
  }
}

const nameOf = (file: string): string => (file === '-' ? 'The standard input' : safe(file));

/** Replays traces, and reports the first line of each that breaks a rule. */
export async function replay(settings: ReplaySettings, io: Io): Promise<ExitCode> {
  if (settings.compares) return compareTraces(settings, io);
  const earlier = settings.page?.earlier ? await readPage(settings.page.earlier) : null;
  const session = new Session(settings, io);
  try {
    const copies = await copiesAmong(settings.files, io);
    for (const [index, file] of settings.files.entries()) {
      const earlier = copies.get(index);
      if (earlier !== undefined) session.note(file, copyWords(earlier));
      else await session.read(file);
    }
  } finally {
    session.clear();
  }
  const code = session.end();
  await session.writePage(earlier);
  return code;
}
