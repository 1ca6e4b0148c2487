import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nameOf, type Sbom, type Tarball, withHashes } from './checks.ts';
import { publishedFolders, ROOT } from './packages.ts';

/** The exit code and the output of a program. */
interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program in the root of the repository until it ends. */
export async function runIn(program: string, args: readonly string[]): Promise<Ended> {
  const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const textOf = async (stream: NodeJS.ReadableStream) => {
    let text = '';
    for await (const chunk of stream.setEncoding('utf8')) text += chunk;
    return text;
  };
  const closed = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
  const [stdout, stderr, code] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    closed,
  ]);
  return { code, stdout, stderr };
}

/** Runs pnpm. Inside a pnpm script it is on the path. */
export async function pnpm(...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = process.env.npm_config_user_agent?.startsWith('pnpm/')
    ? await runIn('pnpm', args)
    : await runIn('npx', ['--yes', 'pnpm@12', ...args]);
  if (code !== 0) throw new Error(`pnpm ${args.join(' ')} failed:\n${stdout}${stderr}`);
  return stdout;
}

const filters = (): string[] => publishedFolders().map((name) => `--filter=./packages/${name}`);

/** Builds the packages and packs them into an empty folder. @returns The contents of each tarball. */
export async function pack(folder: string): Promise<readonly Tarball[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const name of publishedFolders())
    await rm(join(ROOT, 'packages', name, 'dist'), { recursive: true, force: true });
  const printed = await pnpm('-r', ...filters(), 'pack', '--json', '--pack-destination', folder);
  // The build of each package prints its command first.
  return JSON.parse(printed.slice(printed.search(/^[[{]/m)));
}

/** The SHA-512 of each tarball, by the name and version of its package. */
async function hashesOf(tarballs: readonly Tarball[]): Promise<ReadonlyMap<string, string>> {
  const hashes = tarballs.map(async ({ name, version, filename }): Promise<[string, string]> => {
    const hash = createHash('sha512')
      .update(await readFile(filename))
      .digest('hex');
    return [`${name}@${version}`, hash];
  });
  return new Map(await Promise.all(hashes));
}

/**
 * Writes a CycloneDX bill of materials for each package into a folder. Each names the hashes of the tarballs.
 * @returns The bills of materials, by package name.
 */
export async function writeSboms(
  folder: string,
  tarballs: readonly Tarball[],
): Promise<ReadonlyMap<string, Sbom>> {
  const hashes = await hashesOf(tarballs);
  await mkdir(folder, { recursive: true });
  const out = join(folder, '%s-%v.cdx.json');
  await pnpm(
    ...filters(),
    'sbom',
    ...['--sbom-format', 'cyclonedx', '--prod', '--split', '--out', out],
  );
  const files = (await readdir(folder)).filter((name) => name.endsWith('.cdx.json'));
  const sboms = await Promise.all(
    files.map(async (name) => {
      const path = join(folder, name);
      const sbom = withHashes(JSON.parse(await readFile(path, 'utf8')), hashes);
      await writeFile(path, `${JSON.stringify(sbom, null, 2)}\n`);
      return sbom;
    }),
  );
  return new Map(sboms.map((sbom): [string, Sbom] => [nameOf(sbom.metadata.component), sbom]));
}
