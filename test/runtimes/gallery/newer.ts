/**
 * Prints what the newest version of each generator makes differently from the pinned one: `node test/runtimes/gallery/newer.ts`.
 * To take a newer one, write its version into `apps.ts` and run `pnpm test:gallery`.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../support/run.ts';
import { APPS, type Generator } from './apps.ts';
import { generate } from './generate.ts';

/** What differs between two folders. Git returns 1 if anything does. */
const difference = (parent: string): Promise<string> =>
  run('sh', ['-c', 'git --no-pager diff --no-index --no-renames old new || [ $? -eq 1 ]'], parent);

async function newer(name: string, generator: Generator): Promise<void> {
  const newest = (await run('npm', ['view', generator.name, 'version'])).trim();
  console.log(`${name}: ${generator.name} ${generator.version}, newest ${newest}`);
  if (newest === generator.version) return;
  const parent = await mkdtemp(join(tmpdir(), 'mx-member-newer-'));
  try {
    for (const [folder, version] of Object.entries({ old: generator.version, new: newest })) {
      await mkdir(join(parent, folder));
      await generate(generator, version, join(parent, folder));
    }
    console.log((await difference(parent)) || 'It makes the same.');
  } finally {
    await rm(parent, { recursive: true });
  }
}

for (const [name, { generator }] of Object.entries(APPS))
  if (generator) await newer(name, generator);
