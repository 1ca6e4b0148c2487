import { runScenarios } from '../scenarios.ts';

/** For a worker of a page: the results are its one message. */
postMessage(await runScenarios());
