import { runChecks } from '../checks.ts';

/** For workerd: the reply to any request contains the results. */
export default {
  fetch: async (): Promise<Response> => Response.json(await runChecks()),
};
