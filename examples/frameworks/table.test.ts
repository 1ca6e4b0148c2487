import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { transformSync } from 'esbuild';
import express, { type Express } from 'express';
import { Hono } from 'hono';
import { expect, onTestFinished, test } from 'vitest';

/** The lines of the table in `docs/servers.md`, called as each framework calls them. */

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/servers.md'), 'utf8');
const [, TABLE = ''] = /^\| framework +\|.*\n\| -+ .*\n((?:\|.*\n)+)/m.exec(PAGE) ?? [];

/** The lines of each framework. Fastify's are in a section of their own. */
const LINES = new Map(
  TABLE.trim()
    .split('\n')
    .map((row) =>
      row
        .slice(2, -2)
        .split(' | ')
        .map((cell) => cell.trim()),
    )
    .map(([name = '', , lines = '']) => [
      name.replace(/,.*/, ''),
      [...lines.matchAll(/`([^`]+)`/g)].map(([, line = '']) => line).join('\n'),
    ]),
);

/** Answers with what has arrived. */
const serve = async (request: Request): Promise<Response> =>
  Response.json({ path: new URL(request.url).pathname, body: await request.json() });
const listener = getRequestListener(serve, { overrideGlobalObjects: false });

/** Runs the lines with what a framework provides. @returns What they export. */
function run(name: string, provided: Readonly<Record<string, unknown>> = {}) {
  const { code } = transformSync(LINES.get(name) ?? '', { loader: 'ts', format: 'cjs' });
  const module = { exports: {} as Readonly<Record<string, never>> };
  const names = Object.entries({ module, serve, listener, ...provided });
  new Function(...names.map(([one]) => one), code)(...names.map(([, value]) => value));
  return module.exports as Readonly<Record<string, (given: unknown) => Promise<Response>>>;
}

/** An app of Express on which the lines stand before a parser of bodies. */
const onExpress = (name: string) => async (request: Request) => {
  const app: Express = express();
  run(name, { app });
  app.use(express.json());
  const server = createServer(app).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { pathname } = new URL(request.url);
  const { method, headers } = request;
  const body = await request.text();
  return fetch(`http://127.0.0.1:${port}${pathname}`, { method, headers, body });
};

/** How each framework calls its lines. */
const CALLS: Readonly<Record<string, (request: Request) => Promise<Response> | undefined>> = {
  Next: (request) => run('Next').PUT?.(request),
  'React Router': (request) => run('React Router').action?.({ request }),
  'TanStack Start': (request) => {
    const createFileRoute = () => (options: unknown) => options;
    const { Route } = run('TanStack Start', { createFileRoute });
    return Object(Route).server.handlers.ANY({ request });
  },
  Nuxt: (request) => run('Nuxt', { fromWebHandler: (one: unknown) => one }).default?.(request),
  SvelteKit: (request) => run('SvelteKit').fallback?.({ request }),
  Astro: (request) => run('Astro').ALL?.({ request }),
  Angular: onExpress('Angular'),
  Express: onExpress('Express'),
  Hono: async (request) => {
    const app = new Hono();
    run('Hono', { app });
    return app.fetch(request);
  },
  Nest: onExpress('Nest'),
};

test.each(Object.entries(CALLS))('%s passes the whole request on', async (_, call) => {
  const request = new Request('https://app.test/api/mx/creations/one', {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: '{"institutionCode":"mxbank"}',
  });
  const response = await call(request);
  expect(await response?.json()).toEqual({
    path: '/api/mx/creations/one',
    body: { institutionCode: 'mxbank' },
  });
});

test('CommonJS loads the handler', () => {
  const program = `${LINES.get('CommonJS')}
    serve(new Request('http://a.test/api/mx/members')).then(({ status }) => {
      console.log(status);
      process.exit();
    });`;
  const args = ['--conditions=@mx-member/source', '--input-type=commonjs', '-e', program];
  const options = { cwd: import.meta.dirname, encoding: 'utf8' } as const;
  expect(execFileSync(process.execPath, args, options)).toBe('200\n');
});

test('every framework of the table is called here, or has a section of its own', () => {
  expect([...LINES.keys()].sort()).toEqual([...Object.keys(CALLS), 'CommonJS', 'Fastify'].sort());
  expect(PAGE).toContain('\n## Fastify\n');
});
