import { runScenarios } from '../scenarios.ts';

/** For the runtimes that are programs: Node, Bun, Deno. */
console.log(JSON.stringify(await runScenarios()));
