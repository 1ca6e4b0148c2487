import { type TestFunction, test } from 'vitest';

/** Declares a test in some modes only. In the others there is no test, so that a test that is skipped lacks a program. */
export const testIf =
  (isWanted: boolean) =>
  (name: string, run: TestFunction): void => {
    if (isWanted) test(name, run);
  };
