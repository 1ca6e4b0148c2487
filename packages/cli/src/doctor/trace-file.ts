import { closeSync, openSync, writeSync } from 'node:fs';
import { createTraceHash, redactSeen } from '@mx-member/adapters/trace';
import { CliError } from '../common/errors.ts';
import type { RecordedCall } from './scenarios/recorder.ts';

/** Writes what MX showed, line by line, without guids, texts and answers. */
export interface TraceFile {
  /** Writes a call at once, so that an interrupt loses nothing. */
  readonly write: (call: RecordedCall) => void;
  readonly close: () => void;
}

/** @param path The file; `null` for none. @throws {CliError} if the file cannot be written. */
export function openTrace(path: string | null): TraceFile {
  if (path === null) return { write: () => {}, close: () => {} };
  const file = openFile(path);
  // The key is not stored, so nobody can test whether a guid is in the trace.
  const hash = createTraceHash();
  return {
    write({ method, url, sentAt, took, status, body }) {
      const seen = { at: sentAt + took, took, method, url, status: status ?? 0, body };
      for (const line of redactSeen(seen, hash)) writeSync(file, `${JSON.stringify(line)}\n`);
    },
    close: () => closeSync(file),
  };
}

function openFile(path: string): number {
  try {
    return openSync(path, 'w');
  } catch {
    throw new CliError(
      '--trace: the file cannot be written. Name a file in a folder that exists and that you may write to.',
      'unavailable',
    );
  }
}
