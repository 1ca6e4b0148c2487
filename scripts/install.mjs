// This file is JavaScript, because Node 20 has to run it.
import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** The Node of the workspace. It is used if it is installed. */
const OWN_NODE = 'node_modules/.bin/node';
/** The command that runs pnpm. Inside a pnpm script it is on the path; otherwise npx downloads it. */
export const PNPM = process.env.npm_config_user_agent?.startsWith('pnpm/')
  ? ['pnpm']
  : ['npx', '--yes', 'pnpm@12'];

const runsTypeScript = Boolean(process.features.typescript);

/** The Node that runs the programs. */
export const nodeProgram = () => (existsSync(OWN_NODE) ? OWN_NODE : process.execPath);

/** The options that install only what a package needs to run, without development tools. */
function leastFor(filter) {
  // If everything is installed, nothing is removed. --prod would remove it.
  if (existsSync('node_modules/vitest')) return [];
  const needsNode = !runsTypeScript || existsSync(OWN_NODE);
  return [
    '--prod',
    // The hashes in the lock file are enough. Verifying the versions again would download 100 MB about packages that are not
    // installed.
    '--trust-lockfile',
    `--filter-prod=${filter}...`,
    ...(needsNode ? [] : ['--no-optional']),
  ];
}

/**
 * Installs what a command needs.
 * @param {string} [filter] The package that has to run; without it, everything is installed.
 * @throws {Error} if the installation fails. The message says what to do.
 */
export function install(filter) {
  const isFirst = !existsSync('node_modules/.modules.yaml');
  if (isFirst) process.stderr.write('Installing packages. This happens once.\n');
  // The list of pnpm has a red line for each platform whose Node is not needed here, so only warnings and errors are shown.
  const options = ['--loglevel=warn', ...(filter ? leastFor(filter) : [])];
  const command = [...PNPM, 'install', ...options].join(' ');
  try {
    // The output goes to stderr, because stdout belongs to the next command.
    execSync(command, { stdio: ['ignore', 2, 2] });
  } catch (cause) {
    const message = `The packages could not be installed: "${command}" failed. Check that the npm registry can be reached.`;
    throw new Error(message, { cause });
  }
  if (runsTypeScript || existsSync(OWN_NODE)) return;
  throw new Error(
    `Node ${process.versions.node} cannot run TypeScript, and npm has no other Node for ${process.platform} ${process.arch}. Install Node 22.18 or newer.`,
  );
}
