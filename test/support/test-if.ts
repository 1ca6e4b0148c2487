import { type TestFunction, test } from 'vitest';

/** Declares a test in some modes only. The others do not report it as skipped, so that a skipped test lacks a program. */
export const testIf =
  (isWanted: boolean) =>
  (name: string, run: TestFunction): void => {
    if (isWanted) test(name, run);
  };
