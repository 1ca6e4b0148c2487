import process from 'node:process';
import { backup } from '../backup/backup.ts';
import { BACKUP_COMMAND, backupSettings } from '../backup/options.ts';
import { CliError, type ExitCode } from '../common/errors.ts';
import type { Io } from '../common/io.ts';
import type { CommandSpec, GivenOptions } from '../common/options.ts';
import { conformance } from '../conformance/conformance.ts';
import { CONFORMANCE_COMMAND, conformanceSettings } from '../conformance/options.ts';
import { connect } from '../connect/connect.ts';
import { CONNECT_COMMAND, connectSettings } from '../connect/options.ts';
import { definition } from '../definition/definition.ts';
import { DEFINITION_COMMAND } from '../definition/options.ts';
import { doctor } from '../doctor/doctor.ts';
import { DOCTOR_COMMAND, doctorSettings } from '../doctor/options.ts';
import { health } from '../health/health.ts';
import { HEALTH_COMMAND, healthSettings } from '../health/options.ts';
import { SERVE_COMMAND, serveSettings } from '../serve/options.ts';
import { SIMULATE_COMMAND, simulateSettings } from '../simulate/options.ts';
import { simulate } from '../simulate/simulate.ts';
import { TEST_BACKEND_COMMAND, testBackendSettings } from '../test-backend/options.ts';
import { testBackend } from '../test-backend/test-backend.ts';
import { replay } from '../trace/replay.ts';
import { REPLAY_COMMAND, replaySettings } from '../trace/replay-options.ts';
import { WHY_COMMAND, whySettings } from '../why/options.ts';
import { why } from '../why/why.ts';

interface CliCommand {
  readonly spec: CommandSpec;
  /**
   * Runs the command to its end.
   * @param words What follows '--', or the words without an option, for the commands that take them.
   * @throws {CliError} when an option is wrong, or something is missing.
   */
  run(given: GivenOptions, words: readonly string[], io: Io): Promise<ExitCode>;
}

/** Loads `serve` only when it runs: it loads SQLite, and Node prints a warning about that. @throws {CliError} if Node is too old. */
async function loadServe() {
  try {
    return await import('../serve/serve.ts');
  } catch (error) {
    if (Object(error).code !== 'ERR_UNKNOWN_BUILTIN_MODULE') throw error;
    const message = `serve needs Node 22.13 or newer, and this is ${process.version}.`;
    throw new CliError(message, 'unavailable');
  }
}

/** Every command, in the order of the help. */
export const COMMANDS = {
  connect: {
    spec: CONNECT_COMMAND,
    run: (given, _, io) => connect(connectSettings(given, io.env), io),
  },
  serve: {
    spec: SERVE_COMMAND,
    async run(given, _, io) {
      const { serve } = await loadServe();
      return serve(serveSettings(given, io.env), io);
    },
  },
  backup: {
    spec: BACKUP_COMMAND,
    run: (given, _, io) => backup(backupSettings(given, io.env), io),
  },
  health: {
    spec: HEALTH_COMMAND,
    run: (given, _, io) => health(healthSettings(given, io.env), io),
  },
  doctor: {
    spec: DOCTOR_COMMAND,
    run: (given, _, io) => doctor(doctorSettings(given, io.env), io),
  },
  simulate: {
    spec: SIMULATE_COMMAND,
    run: (given, _, io) => simulate(simulateSettings(given, io.env), io),
  },
  conformance: {
    spec: CONFORMANCE_COMMAND,
    run: (given, words, io) => conformance(conformanceSettings(given, words), io),
  },
  'test-backend': {
    spec: TEST_BACKEND_COMMAND,
    run: (given, words, io) => testBackend(testBackendSettings(given, words), io),
  },
  why: {
    spec: WHY_COMMAND,
    run: (given, words, io) => why(whySettings(given, words, io.env), io),
  },
  replay: {
    spec: REPLAY_COMMAND,
    run: (given, words, io) => replay(replaySettings(given, words, io.env), io),
  },
  definition: {
    spec: DEFINITION_COMMAND,
    run: (_, __, io) => definition(io),
  },
} as const satisfies Record<string, CliCommand>;

export type CommandName = keyof typeof COMMANDS;
export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];
