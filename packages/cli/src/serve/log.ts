import { Writable } from 'node:stream';
import bole from 'bole';
import type { Write } from '../common/io.ts';
import { escaped } from '../common/io.ts';

export type Log = ReturnType<typeof bole>;

/**
 * Opens the log, which is JSON lines. It uses bole, because a demo installs it too: bole has 94 kB in two packages, pino has
 * twelve packages, and LogTape and tslog have 1 MB each.
 */
export function openLog(write: Write): Log {
  const stream = new Writable({
    write(line: Buffer, _, done) {
      write(`${escaped(line.toString().trimEnd())}\n`);
      done();
    },
  });
  bole.reset();
  bole.output({ level: 'info', stream });
  return bole('mx-member serve');
}

/**
 * The fields of an error in the log: its kind, the codes of itself and its cause, and its place in the code. The message is
 * left out, because it may quote a secret.
 */
export function errorFields(thrown: unknown): Readonly<Record<string, unknown>> {
  const { name, code, status, requestId, cause } = Object(thrown) as Readonly<
    Record<string, unknown>
  >;
  const { code: causeCode } = Object(cause);
  const isKnown = name === 'MxError' || name === 'HostError';
  const frames = thrown instanceof Error ? (thrown.stack ?? '').match(/^ +at .+$/gm) : null;
  return {
    error: typeof name === 'string' ? name : typeof thrown,
    ...(typeof code === 'string' && { code }),
    ...(typeof causeCode === 'string' && { causeCode }),
    ...(isKnown && status !== undefined && { status }),
    ...(isKnown && requestId !== undefined && { requestId }),
    ...(!isKnown && frames && { at: frames.slice(0, 5).map((frame) => frame.trim()) }),
  };
}
