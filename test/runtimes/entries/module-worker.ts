import { runScenarios } from '../scenarios.ts';

/** For workerd: the results are the answer to any request. */
export default {
  fetch: async (): Promise<Response> => Response.json(await runScenarios()),
};
