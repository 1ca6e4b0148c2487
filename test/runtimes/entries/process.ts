import { runScenarios } from '../scenarios.ts';

/** For runtimes that are programs: Node, Bun, Deno. */
console.log(JSON.stringify(await runScenarios()));
