import { runChecks } from '../checks.ts';

/** For a worker of a page: its one message contains the results. */
postMessage(await runChecks());
