import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { type Arrivals, type ServedBank, serveBank } from './bank.ts';
import { Crowd, type People } from './crowd.ts';
import type { WorkerSettings } from './messages.ts';
import { type ProcessEvents, Processes } from './processes.ts';

/** Hosts in processes of their own, the bank, and the people. */
export interface Scene {
  readonly bank: ServedBank;
  readonly processes: Processes;
  readonly crowd: Crowd;
  /** Files of the store with a password or an answer, after the play. */
  readonly leaks: string[];
}

/** What people type. */
const TYPED = /simulate:|(correct|wrong)#\d/;

export interface SceneOptions extends Partial<Pick<WorkerSettings, 'store' | 'commits'>> {
  readonly random: () => number;
  /** @default 1 */
  readonly count?: number;
  readonly people?: People;
  /** Whether the bank stands still after it took answers, until the next ones arrive. @default false */
  readonly standsStill?: boolean;
}

/** What happens in a scene, for whoever kills. */
export type Events = Partial<Arrivals & ProcessEvents>;

/** Sets a scene with a SQLite file or `store`, and removes it after the play. */
export async function play(
  { random, store, commits = true, count = 1, people, standsStill = false }: SceneOptions,
  eventsOf: (scene: Scene) => Events,
  act: (scene: Scene) => Promise<void>,
): Promise<Scene> {
  const folder = await mkdtemp(join(tmpdir(), 'mx-member-chaos-'));
  const events: { current?: Events } = {};
  const bank = await serveBank(random, {
    onSubmit: (member) => events.current?.onSubmit?.(member),
    onCommand: (sender) => events.current?.onCommand?.(sender),
    standsStill,
  });
  const settings = {
    clientId: DEFAULT_CLIENT_ID,
    apiKey: DEFAULT_API_KEY,
    url: bank.url,
    store: store ?? { file: join(folder, 'members.db') },
    commits,
  };
  const processes = new Processes(settings, count, {
    onReady: () => events.current?.onReady?.(),
    onCommitted: (member) => events.current?.onCommitted?.(member),
  });
  const crowd = new Crowd({ bank, call: processes.call, random, ...(people && { people }) });
  const scene: Scene = { bank, processes, crowd, leaks: [] };
  events.current = eventsOf(scene);
  try {
    await act(scene);
  } finally {
    await processes.close();
    await bank.close();
    for (const name of await readdir(folder))
      if (TYPED.test(await readFile(join(folder, name), 'latin1'))) scene.leaks.push(name);
    await rm(folder, { recursive: true, force: true });
  }
  return scene;
}
