import { runChecks } from '../checks.ts';

/** For runtimes that are programs: Node, Bun, Deno. */
console.log(JSON.stringify(await runChecks()));
