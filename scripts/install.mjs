// JavaScript, because Node 20 has to run it.
import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The Node of the workspace, where this one cannot run TypeScript or everything is installed. */
const OWN_NODE = 'node_modules/.bin/node';
/** pnpm, which is on the path of all that it runs. Elsewhere npx brings it. */
export const PNPM = process.env.npm_config_user_agent?.startsWith('pnpm/')
  ? ['pnpm']
  : ['npx', '--yes', 'pnpm@12'];

const runsTypeScript = Boolean(process.features.typescript);

/** The Node that runs the programs. */
export const nodeProgram = () => (existsSync(OWN_NODE) ? OWN_NODE : process.execPath);

/** What a package needs to run: not the tools of those who work on it. */
function leastFor(filter) {
  // Where everything is installed it stays so: --prod would remove it.
  if (existsSync('node_modules/vitest')) return [];
  const needsNode = !runsTypeScript || existsSync(OWN_NODE);
  return [
    '--prod',
    // The lock file's versions were verified where they were chosen; here their hashes are enough. To verify them again is
    // to read 100 MB about packages that are not installed.
    '--trust-lockfile',
    `--filter-prod=${filter}...`,
    ...(needsNode ? [] : ['--no-optional']),
  ];
}

/**
 * Installs what a command needs.
 * @param {string} [filter] The one package that has to run; without it, everything.
 * @throws {Error} that says what to do, when it cannot be installed.
 */
export function install(filter) {
  const command = [...PNPM, 'install', ...(filter ? leastFor(filter) : [])].join(' ');
  try {
    // To stderr: stdout belongs to the command that follows.
    execSync(command, { stdio: ['ignore', 2, 2] });
  } catch (cause) {
    const message = `The packages could not be installed: "${command}" failed. Is the npm registry reachable?`;
    throw new Error(message, { cause });
  }
  if (runsTypeScript || existsSync(OWN_NODE)) return;
  throw new Error(
    `Node ${process.versions.node} cannot run TypeScript, and none is on npm for ${process.platform} ${process.arch}. Install Node 22.18 or newer.`,
  );
}
