import { hash } from 'node:crypto';
import { parseJson } from '@mx-member/http/web';
import {
  createFigures,
  createReplay,
  createShadow,
  explainStep,
  type ReplayedStep,
  type ReplayFailure,
  type ShadowedLifecycle,
} from '@mx-member/machine/trace';
import { EXIT, type ExitCode } from '../common/errors.ts';
import { escaped, type Io, jsonLine } from '../common/io.ts';
import { inputLines } from './input.ts';
import type { ReplaySettings } from './replay-options.ts';
import { failureWords, figureWords, lifecycleWords } from './words.ts';

/** The digest of a trace. Node's own SHA-256 is several times faster. 16 characters are 96 bits. */
const digest = (text: string): string => hash('sha256', text, 'base64url').slice(0, 16);

/** How many differences a person is shown. */
const MOST_SHOWN = 50;

/** The last sentences about a member. */
interface LastWords {
  /** The time of its first line, in ms since 1970. */
  readonly since: number;
  readonly last: string;
  /** How often the last sentences were repeated. */
  readonly again: number;
}

/** Explains the steps of each member, with the time since its first line. Repeated sentences are counted. */
class Teller {
  readonly #last = new Map<string, LastWords>();

  tell(read: ReplayedStep): string {
    const { line, step } = read;
    const { memberGuid } = line.member;
    const text = explainStep(read).join(' ');
    if (text === '') return '';
    const at = line.at ?? step.record.context.lastStampAt ?? 0;
    const before = this.#last.get(memberGuid);
    const since = before?.since ?? at;
    if (text === before?.last) {
      this.#last.set(memberGuid, { ...before, again: before.again + 1 });
      return '';
    }
    if (step.effects.some(({ type }) => type === 'ended')) this.#last.delete(memberGuid);
    else this.#last.set(memberGuid, { since, last: text, again: 0 });
    const head = `${escaped(memberGuid).slice(0, 7)} +`;
    const again = before?.again ? `${head}… s: The same ${before.again} times more.\n` : '';
    return `${again}${head}${(Math.max(0, at - since) / 1_000).toFixed(1)} s: ${text}\n`;
  }
}

/** Replays traces. */
class Session {
  readonly #settings: ReplaySettings;
  readonly #io: Io;
  readonly #figures = createFigures();
  readonly #teller = new Teller();
  readonly #differences = new Map<ShadowedLifecycle['difference'], number>();
  #shown = 0;
  #steps = 0;
  #ends = 0;
  #failures = 0;
  #repeated = 0;

  constructor(settings: ReplaySettings, io: Io) {
    this.#settings = settings;
    this.#io = io;
  }

  /** Replays a file to its end, or to the first line that breaks a rule. */
  async read(file: string): Promise<void> {
    const replay = createReplay(digest);
    const shadow = createShadow();
    for await (const lines of inputLines(file, this.#io))
      for (const [number, text] of lines) {
        const read = replay.read(parseJson(text));
        if (read.type === 'failure') {
          this.#fail(file, number, read);
          return;
        }
        if (read.type === 'repeated') {
          this.#repeated += 1;
          continue;
        }
        this.#figures.note(read.line, number);
        if (read.type === 'step') this.#step(read);
        const ended = read.type === 'seen' ? shadow.read(read.line, number) : null;
        if (ended) this.#compare(file, ended);
      }
    for (const one of shadow.end()) this.#compare(file, one);
  }

  #step(read: ReplayedStep): void {
    this.#steps += 1;
    if (read.step.effects.some(({ type }) => type === 'ended')) this.#ends += 1;
    if (this.#settings.explains) this.#io.stdout.write(this.#teller.tell(read));
  }

  #fail(file: string, line: number, failure: ReplayFailure): void {
    const { stdout } = this.#io;
    this.#failures += 1;
    const { rule, where, decidedBy } = failure;
    if (this.#settings.json) stdout.write(jsonLine({ file, line, rule, where, decidedBy }));
    else stdout.write(failureWords(file, line, failure));
  }

  #compare(file: string, shadowed: ShadowedLifecycle): void {
    const { difference, notes } = shadowed;
    const { stdout } = this.#io;
    this.#differences.set(difference, (this.#differences.get(difference) ?? 0) + 1);
    if (this.#settings.json) stdout.write(jsonLine({ file, ...shadowed }));
    else if (
      this.#settings.explains ||
      ((difference !== 'same' || notes.length > 0) && this.#shown < MOST_SHOWN)
    ) {
      this.#shown += 1;
      stdout.write(lifecycleWords(file, shadowed));
    }
  }

  end(): ExitCode {
    const { stdout } = this.#io;
    const { figures } = this.#figures;
    const differences = Object.fromEntries(this.#differences);
    const counts = {
      ...{ steps: this.#steps, ends: this.#ends },
      ...{ failures: this.#failures, repeated: this.#repeated },
    };
    if (this.#settings.json) stdout.write(jsonLine({ ...counts, differences, figures }));
    else {
      stdout.write(figureWords(figures));
      if (this.#differences.size > 0) stdout.write(`${differenceWords(this.#differences)}\n`);
      if (this.#repeated > 0)
        stdout.write(
          `${this.#repeated} lines were written again, by Restate workers that went on after a crash.\n`,
        );
      if (this.#failures === 0)
        stdout.write(
          `valid: ${figures.lines} lines, ${figures.members} members, ${this.#steps} steps, ${this.#ends} ends.\n`,
        );
    }
    return this.#failures === 0 ? EXIT.done : EXIT.failed;
  }
}

const differenceWords = (differences: ReadonlyMap<string, number>): string =>
  `Beside our machine: ${[...differences].map(([name, count]) => `${count} ${name}`).join(', ')}.`;

/** Replays traces. Reports lines that break a rule, and what our machine would have done. */
export async function replay(settings: ReplaySettings, io: Io): Promise<ExitCode> {
  const session = new Session(settings, io);
  for (const file of settings.files) await session.read(file);
  return session.end();
}
