import { PassThrough } from 'node:stream';
import type { ReadStream, WriteStream } from 'node:tty';
import type { Challenge } from '@mx-member/machine';
import { type Mock, vi } from 'vitest';
import { createPictures } from '../../../packages/cli/src/connect/pictures.ts';
import type { createAsk } from '../../../packages/cli/src/connect/prompts.ts';

/** A question put to a terminal that is only streams, with a raw mode that does nothing but is noted. */
export function put(create: typeof createAsk, challenge: Challenge) {
  const modes: boolean[] = [];
  const setRawMode = (mode: boolean) => void modes.push(mode);
  const input = Object.assign(new PassThrough(), { setRawMode });
  const output = new PassThrough();
  const printed: string[] = [];
  output.on('data', (chunk) => printed.push(String(chunk)));
  const onInterrupt: Mock<() => void> = vi.fn();
  const withdrawal = new AbortController();
  const pictures = createPictures();
  const ask = create({
    input: input as unknown as ReadStream,
    output: output as unknown as WriteStream,
    pictures,
    onInterrupt,
  });
  const answer = ask(challenge, withdrawal.signal).finally(() => pictures.remove());
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) {
      input.write(key);
      await new Promise(setImmediate);
    }
  };
  return { answer, press, printed: () => printed.join(''), onInterrupt, withdrawal, input, modes };
}
