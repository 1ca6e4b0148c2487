import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StepEvent } from '@mx-member/machine';
import type { AnyEventObject } from 'xstate';
import type { Vector } from '../../scripts/spec/vector.ts';

/** The specification as it is committed. */
export const SPEC = join(import.meta.dirname, '../../packages/machine/spec');

/** Its files: path and text. */
export const checkedIn: ReadonlyMap<string, string> = new Map(
  readdirSync(SPEC, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [path.slice(SPEC.length + 1), readFileSync(path, 'utf8')]),
);

export const textOf = (path: string): string => checkedIn.get(path) ?? '';
export const jsonOf = (path: string) => JSON.parse(textOf(path));

/** The vectors by their paths. */
export const VECTORS: ReadonlyMap<string, Vector> = new Map(
  [...checkedIn.keys()]
    .filter((path) => path.startsWith('vectors/') && path.endsWith('.json'))
    .map((path) => [path, jsonOf(path)]),
);

/** An event of a vector in the form that the machine takes in that state. */
export function heard(event: StepEvent, state: string): AnyEventObject {
  switch (event.type) {
    case 'done':
      return { type: `xstate.done.actor.${event.call}`, output: event.reading };
    case 'error':
      return { type: `xstate.error.actor.${event.call}`, error: event.fault };
    case 'elapsed':
      return { type: `xstate.after.pollDelay.mxMember.${state}` };
    default:
      return event;
  }
}
