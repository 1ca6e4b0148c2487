import { Writable } from 'node:stream';
import bole from 'bole';
import type { Write } from '../common/io.ts';
import { escaped } from '../common/io.ts';

export type Log = ReturnType<typeof bole>;

/** Fields that say where a line comes from, and nothing else. */
const ABOUT_THE_PROCESS = ['time', 'hostname', 'pid', 'level', 'name', 'message'];

/** A line for a person: the time, what happened, and its fields. What the guide says already is left out. */
function sentenceOf(line: Readonly<Record<string, unknown>>): string {
  if (line.message === 'listening') return '';
  const fields = Object.entries(line)
    .filter(([name]) => !ABOUT_THE_PROCESS.includes(name))
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const level = line.level === 'info' ? '' : `${line.level}: `;
  return `${String(line.time).slice(11, 19)}  ${level}${[line.message, ...fields].join(', ')}`;
}

/**
 * Opens the log. It is JSON lines, for people lines of text. It uses bole, because a demo installs it too: bole has 94 kB in two packages, pino has
 * twelve packages, and LogTape and tslog have 1 MB each.
 */
export function openLog(write: Write, isForPeople = false): Log {
  const stream = new Writable({
    write(line: Buffer, _, done) {
      const text = line.toString().trimEnd();
      const shown = isForPeople ? sentenceOf(JSON.parse(text)) : text;
      if (shown !== '') write(`${escaped(shown)}\n`);
      done();
    },
  });
  bole.reset();
  bole.output({ level: 'info', stream });
  return bole('mx-member serve');
}

/**
 * The fields of an error in the log: its kind, the codes of itself and its cause, what SQLite says of its code, and its place in our
 * code. The message is left out, because it may quote a secret.
 */
export function errorFields(thrown: unknown): Readonly<Record<string, unknown>> {
  const { name, code, errstr, status, requestId, cause } = Object(thrown) as Readonly<
    Record<string, unknown>
  >;
  const { code: causeCode } = Object(cause);
  const isKnown = name === 'MxError' || name === 'HostError';
  const frames = thrown instanceof Error ? (thrown.stack ?? '').match(/^ +at .+$/gm) : null;
  return {
    error: typeof name === 'string' ? name : typeof thrown,
    ...(typeof code === 'string' && { code }),
    ...(code === 'ERR_SQLITE_ERROR' && { reason: errstr }),
    ...(typeof causeCode === 'string' && { causeCode }),
    ...(isKnown && status !== undefined && { status }),
    ...(isKnown && requestId !== undefined && { requestId }),
    ...(!isKnown && frames && { at: frames.slice(0, 5).map((frame) => frame.trim()) }),
  };
}
