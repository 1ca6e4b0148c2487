import { cliPage } from './cli.ts';
import { errorsPage } from './errors.ts';
import { testBankPage } from './test-bank.ts';
import { textsPage } from './texts.ts';

/** The pages that are made from tables: by their path from the root of the repository. */
export const referencePages = (): ReadonlyMap<string, string> =>
  new Map([
    ['docs/errors.md', errorsPage()],
    ['docs/test-bank.md', testBankPage()],
    ['docs/texts.md', textsPage()],
    ['docs/cli.md', cliPage()],
  ]);
