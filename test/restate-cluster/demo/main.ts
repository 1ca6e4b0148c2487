/** Connects a member on a cluster whose machines die: `pnpm demo:restate`. */
import { parseArgs } from 'node:util';
import { demo } from './demo.ts';
import { createPrinter } from './printer.ts';

const HELP = `Usage: pnpm demo:restate [--json]

Starts a Restate server, a simulated MX and two workers on this machine, and connects a member through two questions. It
kills a worker after MX took an answer and before its reply, and later the server. Ctrl-C stops everything.

  --json  one JSON object a line, for programs
  --help  this text`;

const { values } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});

if (values.help) console.log(HELP);
else {
  const interrupted = new AbortController();
  // SIGHUP is sent when the terminal is closed.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => interrupted.abort(new Error('The demo was interrupted.')));
  try {
    const isAsHoped = await demo(createPrinter(values.json), interrupted.signal);
    process.exitCode = isAsHoped ? 0 : 1;
  } catch (error) {
    if (!interrupted.signal.aborted) console.error(error instanceof Error ? error.message : error);
    process.exitCode = interrupted.signal.aborted ? 130 : 1;
  }
  // Only replies are left that nobody waits for.
  process.exit();
}
