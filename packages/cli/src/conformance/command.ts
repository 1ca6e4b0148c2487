import { type Child, type ChildOptions, startChild, tail } from './child.ts';
import { Broken, type Subject } from './subject.ts';

/** A {@link Subject} that is a command. */
export interface Command extends Subject {
  /** The end of what it has said on its standard error, however often it was started. */
  said(): string;
}

/** A command that is started with the first question, and again with the one after it broke. */
export function createCommand(options: ChildOptions): Command {
  let child: Child | null = null;
  let said = '';

  async function close() {
    const last = child;
    child = null;
    await last?.close();
    said = tail(said + (last?.said() ?? ''));
  }

  return {
    async ask(request) {
      child ??= startChild(options);
      try {
        return await child.ask(request);
      } catch (error) {
        if (error instanceof Broken) await close();
        throw error;
      }
    },
    said: () => tail(said + (child?.said() ?? '')),
    close,
  };
}
