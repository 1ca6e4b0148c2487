import type { Challenge } from '@mx-member/machine';
import { type Mock, vi } from 'vitest';
import { createPictures } from '../../../packages/cli/src/connect/pictures.ts';
import type { createAsk } from '../../../packages/cli/src/connect/prompts.ts';
import { terminal } from './terminal.ts';

/** Asks a question at a terminal made of streams. */
export function put(create: typeof createAsk, challenge: Challenge) {
  const { input, output, keyboard, screen, modes } = terminal();
  const printed: string[] = [];
  screen.on('data', (chunk) => printed.push(String(chunk)));
  const onInterrupt: Mock<() => void> = vi.fn();
  const withdrawal = new AbortController();
  const pictures = createPictures();
  const ask = create({
    input,
    output,
    pictures,
    onInterrupt,
  });
  const answer = ask(challenge, withdrawal.signal).finally(() => pictures.remove());
  const press = async (...keys: readonly string[]) => {
    for (const key of keys) {
      keyboard.write(key);
      await new Promise(setImmediate);
    }
  };
  return {
    answer,
    press,
    printed: () => printed.join(''),
    onInterrupt,
    withdrawal,
    keyboard,
    modes,
  };
}
