import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inject } from 'vitest';

/** The part of XState 6 that is used here. Its own types exist only after the tests have installed it. */

/** A function of XState 6 that returns what changes. `enq` collects what else happens. */
export type SixFunction<Result> = (
  args: { readonly context: never; readonly event: never },
  enq: { emit(event: object): void },
) => Result;

export interface SixSnapshot {
  readonly status: 'active' | 'done' | 'error' | 'stopped';
  readonly value: string | Readonly<Record<string, string>>;
  readonly context: object;
  readonly output?: unknown;
  children: Readonly<Record<string, unknown>>;
  can(event: object): boolean;
}

export interface SixMachine {
  readonly id: string;
  resolveState(state: { readonly value: unknown; readonly context: object }): SixSnapshot;
}

export interface SixActor {
  start(): this;
  stop(): this;
  send(event: object): void;
  on(type: string, listener: (event: { readonly type: string }) => void): object;
  subscribe(listener: (snapshot: SixSnapshot) => void): object;
  getSnapshot(): SixSnapshot;
  getPersistedSnapshot(): object;
}

/** What a transition does besides its snapshot. */
export type SixEffect = Readonly<Record<string, unknown>> & { readonly type: string };

/** A call as XState 6 runs it. */
export type SixLogic = object;

export interface Six {
  createActor(
    machine: SixMachine,
    options: {
      readonly input?: unknown;
      readonly clock?: object;
      readonly snapshot?: object;
      readonly inspect?: (event: SixInspection) => void;
    },
  ): SixActor;
  createAsyncLogic<Input, Output>(config: {
    readonly run: (args: {
      readonly input: Input;
      readonly signal: AbortSignal;
    }) => Promise<Output>;
  }): SixLogic;
  setup(parts: { readonly actors: Readonly<Record<string, SixLogic>>; readonly delays: object }): {
    createMachine(config: object): SixMachine;
  };
  initialTransition(machine: SixMachine, input: unknown): [SixSnapshot, SixEffect[]];
  transition(machine: SixMachine, snapshot: SixSnapshot, event: object): [SixSnapshot, SixEffect[]];
}

export interface SixInspection {
  readonly type: '@xstate.actor' | '@xstate.transition' | '@xstate.deadletter';
  readonly [field: string]: unknown;
}

/** XState 6, as `setup.ts` has installed it. @throws {Error} with the reason, if the installation failed. */
async function load(): Promise<Six> {
  const found = inject('xstate6');
  if ('problem' in found) throw new Error(found.problem);
  const { exports } = JSON.parse(readFileSync(join(found.folder, 'package.json'), 'utf8'));
  const entry = join(found.folder, exports['.'].import);
  return import(/* @vite-ignore */ pathToFileURL(entry).href);
}

export const six = await load();
