import { CONFORMANCE } from '../conformance/options.ts';
import { CONNECT } from '../connect/options.ts';
import { SERVE } from '../serve/options.ts';
import { SIMULATE } from '../simulate/options.ts';
import type { CommandSpec } from './spec.ts';

/** Every command, in the order of the help. */
export const COMMANDS = {
  connect: CONNECT,
  serve: SERVE,
  simulate: SIMULATE,
  conformance: CONFORMANCE,
} as const satisfies Record<string, CommandSpec>;

export type CommandName = keyof typeof COMMANDS;
export const COMMAND_NAMES = Object.keys(COMMANDS) as readonly CommandName[];
