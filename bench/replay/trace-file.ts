import { createHmac, hash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { TraceHash } from '@mx-member/machine/trace';
import { linesOfServer } from './lives.ts';

const SHOWN = 16;

/** The hashes of a trace by Node's own functions, which write a long trace in less time. */
const HASH: TraceHash = {
  pseudonym: (text) =>
    `~${createHmac('sha256', 'bench').update(text).digest('base64url').slice(0, SHOWN)}`,
  digest: (text) => hash('sha256', text, 'base64url').slice(0, SHOWN),
};

function* firstLines(count: number): Generator<string> {
  let left = count;
  for (const line of linesOfServer(HASH)) {
    if (left-- === 0) return;
    yield `${JSON.stringify(line)}\n`;
  }
}

/** Writes a trace of so many lines. */
export const writeTrace = (file: string, lines: number): Promise<void> =>
  pipeline(Readable.from(firstLines(lines)), createWriteStream(file));
