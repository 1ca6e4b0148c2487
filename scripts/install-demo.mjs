// Installs what `pnpm demo` and `pnpm simulate` need: on a fresh clone the command line's packages, not the tools of those
// who work on it. Another package can be named as an argument. It is JavaScript because Node 20 has to run it.
import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';

// The workspace's root has a Node of its own, for one that cannot run TypeScript.
const own = 'node_modules/.bin/node';
const runsTypeScript = Boolean(process.features.typescript);
const needsOwn = !runsTypeScript || existsSync(own);
// Where everything is installed it stays so: --prod would remove it.
const hasTools = existsSync('node_modules/vitest');

// The lock file's versions were verified where they were chosen; here their hashes are enough. To verify them again is to
// read 100 MB about packages that are not installed.
const least = ['--prod', '--trust-lockfile', `--filter-prod=${process.argv[2] ?? 'mx-member'}...`];
if (!needsOwn) least.push('--no-optional');
const command = ['pnpm install', ...(hasTools ? [] : least)].join(' ');

function fail(message) {
  console.error(message);
  process.exit(1);
}

try {
  // To stderr: stdout belongs to the command that follows.
  execSync(command, { stdio: ['ignore', 2, 2] });
} catch {
  fail(`The packages could not be installed: "${command}" failed. Is the npm registry reachable?`);
}
if (!runsTypeScript && !existsSync(own))
  fail(
    `Node ${process.versions.node} cannot run TypeScript, and none is on npm for ${process.platform} ${process.arch}. Install Node 22.18 or newer.`,
  );
