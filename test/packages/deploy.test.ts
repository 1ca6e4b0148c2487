import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'dockerfile-utils';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { withEnvironment } from '../../packages/cli/src/serve/environment.ts';
import { SERVE_COMMAND, serveSettings } from '../../packages/cli/src/serve/options.ts';

/** Checks the files for containers, as far as that is possible without a container. */

const ROOT = join(import.meta.dirname, '../..');
const textOf = (name: string): string => readFileSync(join(ROOT, 'deploy', name), 'utf8');

interface Service {
  readonly environment: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly expose?: readonly string[];
  readonly image?: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly stop_grace_period?: string;
  readonly volumes?: readonly string[];
}
interface Compose {
  readonly services: Readonly<Record<'members' | 'database', Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const dockerfile = textOf('Dockerfile');
const compose: Compose = parse(textOf('compose.yaml'));
const { members, database } = compose.services;

/** What the image sets. */
const imageEnv = Object.fromEntries(
  [...dockerfile.matchAll(/(MX_MEMBER_\w+)=(\S+)/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]),
);

/** The variables that compose sets by default. */
const composeEnv = Object.fromEntries(
  Object.entries(members.environment).map(([name, value]) => [
    name,
    value
      .replace(/\$\{\w+:-([^}]*)\}/g, '$1')
      .replace(/\$\{\w+:\?[^}]*\}/g, 'a-value-from-outside'),
  ]),
);

test('the Dockerfile can be read, and copies what the guide packs', () => {
  expect(validate(dockerfile)).toEqual([]);
  expect(dockerfile).toContain('COPY packages/ ./packages/');
  const guide = textOf('README.md');
  // The image installs exactly what the lock file of the guide names.
  expect(dockerfile).toContain('COPY package.json package-lock.json ./');
  expect(dockerfile).toContain('npm ci ');
  expect(guide).toContain('--package-lock-only');
  expect(guide).toContain('--pack-destination ../../deploy/packages');
  const [, packed = ''] = /for package in ([\w ]+); do/.exec(guide) ?? [];
  const manifest = (name: string) =>
    JSON.parse(readFileSync(join(ROOT, 'packages', name, 'package.json'), 'utf8'));
  // The image packs every package of ours that the command line needs, because no registry has them.
  for (const name of Object.keys(manifest('cli').dependencies))
    if (name.startsWith('@mx-member/'))
      expect(packed.split(' ')).toContain(name.replace('@mx-member/', ''));
  for (const name of packed.split(' ')) expect(existsSync(join(ROOT, 'packages', name))).toBe(true);
});

test('each variable of image and compose is an option of serve, or a secret that it reads', () => {
  const known = ['MX_CLIENT_ID', 'MX_API_KEY', 'MX_MEMBER_TOKEN', 'DATABASE_URL'];
  for (const name of Object.keys(composeEnv))
    expect(name.startsWith('MX_MEMBER_') || known.includes(name)).toBe(true);
  expect(() =>
    withEnvironment(new Map(), SERVE_COMMAND.options, { ...imageEnv, ...composeEnv }),
  ).not.toThrow();
});

test('serve takes them, and its ports agree with the image, the health check and compose', () => {
  const settings = serveSettings(new Map(), { ...imageEnv, ...composeEnv });
  expect(settings).toMatchObject({ address: '0.0.0.0', postgres: true, source: { kind: 'mx' } });
  const [, exposed = ''] = /^EXPOSE (.+)$/m.exec(dockerfile) ?? [];
  expect(exposed).toBe(`${settings.port} ${settings.metricsPort}`);
  expect(dockerfile).toContain(`http://127.0.0.1:${settings.port}/livez`);
  expect(members.ports).toEqual([`127.0.0.1:${settings.port}:${settings.port}`]);
  expect(members.expose).toEqual([String(settings.metricsPort)]);
  // The server drains, and then ends within 10 s.
  expect(Number.parseInt(members.stop_grace_period ?? '', 10) * 1_000).toBeGreaterThan(
    settings.drain + 10_000,
  );
});

test('members wait for a database that keeps its data', () => {
  expect(members.depends_on).toEqual({ database: { condition: 'service_healthy' } });
  expect(database.healthcheck?.test).toContain('pg_isready');
  const { POSTGRES_USER, POSTGRES_DB } = database.environment;
  const url = new URL(composeEnv.DATABASE_URL ?? '');
  expect([url.username, url.hostname, url.pathname]).toEqual([
    POSTGRES_USER,
    'database',
    `/${POSTGRES_DB}`,
  ]);
  const [volume] = (database.volumes?.[0] ?? '').split(':');
  expect(Object.keys(compose.volumes)).toContain(volume);
});
