import {
  createTraceHash,
  redactSeen,
  type SeenOfMx,
  seenInHar,
  seenOf,
} from '@mx-member/adapters/trace';
import { parseJson } from '@mx-member/http/web';
import { counted } from '../common/counted.ts';
import { CliError, EXIT, type ExitCode } from '../common/errors.ts';
import { type Io, jsonLine } from '../common/io.ts';
import { checkReadable, inputLines, textOfFile } from './input.ts';
import type { RedactSettings } from './redact-options.ts';

/** What came of a file: how many exchanges it has, and how many lines were written or not understood. */
interface RedactCount {
  read: number;
  written: number;
  /** Exchanges without a line, because they have nothing about a member. */
  without: number;
  /** The first line that was not understood; 0 for none. */
  first: number;
  notUnderstood: number;
}

const isTraceLine = (line: unknown): boolean =>
  typeof Object(line).trace === 'number' && Object(Object(line).member).memberGuid !== undefined;

async function redactHar(file: string, io: Io, write: (seen: SeenOfMx) => void): Promise<void> {
  const har = parseJson(await textOfFile(file, io));
  if (har === undefined)
    throw new CliError(`${file} is not JSON. It may have been cut off.`, 'unavailable');
  try {
    for (const seen of seenInHar(har)) write(seen);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new CliError(
      `${file} is not an HTTP archive: it has no list log.entries.`,
      'unavailable',
    );
  }
}

async function redactLog(
  file: string,
  io: Io,
  count: RedactCount,
  write: (seen: SeenOfMx) => void,
): Promise<void> {
  for await (const lines of inputLines(file, io))
    for (const [number, line] of lines) {
      const parsed = parseJson(line);
      if (isTraceLine(parsed))
        throw new CliError(
          `${file} is a trace already: mx-member replay checks it.`,
          'unavailable',
        );
      const seen = seenOf(parsed);
      if (seen) {
        write(seen);
        continue;
      }
      count.notUnderstood += 1;
      count.first ||= number;
    }
}

/**
 * Writes a trace of logs and archives to the standard output.
 * @throws {CliError} if a file cannot be read, or has nothing from MX.
 */
export async function redact({ files, isHar, key }: RedactSettings, io: Io): Promise<ExitCode> {
  await checkReadable(files);
  const hash = createTraceHash(key);
  for (const file of files) {
    const count: RedactCount = { read: 0, written: 0, without: 0, first: 0, notUnderstood: 0 };
    const write = (seen: SeenOfMx) => {
      const lines = redactSeen(seen, hash);
      count.read += 1;
      count.written += lines.length;
      if (lines.length === 0) count.without += 1;
      if (lines.length > 0) io.stdout.write(lines.map(jsonLine).join(''));
    };
    if (isHar || /\.har(\.gz)?$/.test(file)) await redactHar(file, io, write);
    else await redactLog(file, io, count, write);
    report(file, count, io);
  }
  return EXIT.done;
}

/** Reports what was left out. @throws {CliError} if nothing was written. */
function report(
  file: string,
  { read, written, without, first, notUnderstood }: RedactCount,
  { stderr }: Io,
) {
  const name = file === '-' ? 'the standard input' : file;
  const missed =
    notUnderstood === 0
      ? ''
      : ` Skipped ${notUnderstood === 1 ? '1 line' : `${notUnderstood} lines`} without "at" and one of "body", "webhook" or "outcome"; the first is line ${first}.`;
  if (written === 0)
    throw new CliError(`${name} has nothing about a member.${missed}`, 'unavailable');
  const other = without === 0 ? '' : ` ${counted(without, 'exchange')} had nothing about a member.`;
  const all = `${counted(written, 'line')} of ${counted(read, 'exchange')}`;
  stderr.write(`${name}: ${all}.${other}${missed}\n`);
}
