import { createMx, type Mx } from '@mx-member/adapters/mx';
import { createRelay } from '@mx-member/adapters/relay';
import { createHost } from '@mx-member/host';
import { createHostHandler } from '@mx-member/host/http';
import { type ConnectionHealth, connectionHealth } from '@mx-member/machine/health';
import type { MemberId } from '@mx-member/machine/step';
import {
  createMxSimulator,
  DEFAULT_API_KEY,
  DEFAULT_CLIENT_ID,
  type MxSimulatorOptions,
} from '@mx-member/simulator';
import type { Request as Asking, Browser, Page, Route } from 'playwright-core';
import { expect } from 'vitest';
import { created } from '../../support/acts.ts';
import { ANY_LOGINS } from '../../support/any-logins.ts';
import { credentials } from '../../support/simulated.ts';
import type { Asked, TestedApp } from './app.ts';
import { htmlOf } from './page.ts';

export const BINDINGS = ['react', 'vue', 'svelte', 'solid', 'element'] as const;
export const SOURCES = ['relay', 'host'] as const;
/** The screens in their own markup, which are examples. */
export const OWN = ['own-react', 'own-vue', 'own-svelte', 'own-solid'] as const;
export type Binding = (typeof BINDINGS)[number] | (typeof OWN)[number];

/** One with the framework's checks for development, such as effects that run twice, and one without. */
const MODES = { relay: 'development', host: 'production' } as const;
const APP = 'https://app.example';
const MX = 'https://mx.example';
/** All waits for the bank are short, so that a test is short. */
const FAST = {
  pacing: {
    first: 100,
    spread: 0,
    busy: 300,
    busyMost: 300,
    needsUser: 400,
    needsUserMost: 400,
    failedMost: 500,
  },
  unsafePacing: true,
};

/** Builds the pages once, before a test counts its time. */
export async function buildPages(
  cases: readonly { readonly binding: Binding; readonly source: Asked['source'] }[],
): Promise<void> {
  for (const { binding, source } of cases) await htmlOf(binding, MODES[source]);
}

export interface SiteOptions extends Omit<MxSimulatorOptions, 'now' | 'step'> {
  /** The password at MX Bank, which scripts it; `null` for the bank with a page of its own. */
  readonly password: string | null;
  readonly followMember?: boolean;
  /** MX cannot be reached when the page is opened. @default false */
  readonly isDown?: boolean;
  /** The first job has ended when the page is opened, for a repair. @default false */
  readonly isAtRest?: boolean;
  /** Another member is already connected to this bank. The bank's page returns that member. */
  readonly hasOther?: boolean;
}

async function requestOf(asking: Asking): Promise<Request> {
  const headers = Object.entries(await asking.allHeaders()).filter(
    ([name]) => !name.startsWith(':'),
  );
  return new Request(asking.url(), {
    method: asking.method(),
    headers,
    body: asking.postDataBuffer() as Uint8Array<ArrayBuffer> | null,
  });
}

/** Answers a request of the browser without a network. */
export const answerBy =
  (answer: (request: Request) => Response | Promise<Response>) => async (route: Route) => {
    const response = await answer(await requestOf(route.request()));
    const body = Buffer.from(await response.arrayBuffer());
    const { status } = response;
    // The page is gone, so nobody waits for the reply.
    await route
      .fulfill({ status, headers: Object.fromEntries(response.headers), body })
      .catch(() => {});
  };

async function healthAtRest(mx: Mx, member: MemberId): Promise<ConnectionHealth> {
  await expect
    .poll(async () => (await mx.readMember({ member })).reading.isBeingAggregated)
    .toBe(false);
  return connectionHealth(await mx.readMember({ member }), Date.now());
}

/** A site with a relay and a host in front of MX's bank, one member, and the person's browser. */
export async function openSite(
  browser: Browser,
  binding: Binding,
  source: Asked['source'],
  {
    password,
    followMember = false,
    hasOther = false,
    isAtRest = false,
    isDown: isDownAtFirst = false,
    ...options
  }: SiteOptions,
) {
  const simulator = createMxSimulator({
    step: 150,
    oauthReturns: hasOther ? 'connected' : 'own',
    ...options,
  });
  let isDown = false;
  const mx = createMx({
    clientId: DEFAULT_CLIENT_ID,
    apiKey: DEFAULT_API_KEY,
    environment: new URL(MX),
    fetch: (request) => {
      if (isDown) throw new TypeError('fetch failed');
      return simulator.fetch(request);
    },
  });
  const authorize = () => true;
  const callerLimits = { maxConcurrent: 10, requestsPerSecond: 1_000 };
  const served = { authorize, access: mx, logins: ANY_LOGINS };
  const relay = createRelay(mx, { ...served, callerLimits, basePath: '/relay' });
  const host = await createHost({ port: mx, ...FAST });
  const handler = createHostHandler(host, { ...served, basePath: '/host' });

  const { userGuid } = await mx.createUser();
  const isOauth = password === null;
  const code = isOauth ? 'mx_bank_oauth' : 'mxbank';
  const create = () =>
    mx.createMember({
      userGuid,
      institutionCode: code,
      ...(isOauth ? { isOauth } : { credentials: credentials(password) }),
    });
  async function connectOther() {
    const { member } = await create();
    const { oauthWindowUri } = await mx.oauthWindowUri({ member });
    const body = new URLSearchParams({ decision: 'authorize' });
    await simulator.fetch(oauthWindowUri, { method: 'POST', body });
    await expect
      .poll(async () => (await mx.readStatus({ member })).connectionStatus)
      .toBe('CONNECTED');
    return member;
  }
  const other = hasOther ? await connectOther() : null;
  const { member, reading } = await create();
  const health = isAtRest ? await healthAtRest(mx, member) : undefined;
  const asked: Asked = {
    source,
    followMember,
    ...(health && { health }),
    institution: { code, name: 'MX Bank' },
    input: {
      member,
      ...(health ? { job: 'aggregate' } : { job: 'aggregate', act: created(reading) }),
      oauth: isOauth,
      ...(source === 'relay' && FAST),
    },
  };

  isDown = isDownAtFirst;
  const context = await browser.newContext();
  const html = await htmlOf(binding, MODES[source]);
  await context.route(`${APP}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/') return route.fulfill({ contentType: 'text/html', body: html });
    return answerBy(pathname.startsWith('/relay/') ? relay : handler)(route);
  });
  await context.route(`${MX}/**`, answerBy(simulator.fetch));
  const errors: unknown[] = [];
  context.on('weberror', (error) => errors.push(error.error()));

  async function openTab() {
    const page = await context.newPage();
    await page.goto(`${APP}/#${encodeURIComponent(JSON.stringify(asked))}`);
    return page;
  }
  return {
    openTab,
    errors,
    other,
    setDown(next: boolean) {
      isDown = next;
    },
    /** What the bank has received about a member: it knows what is true. */
    received: (guid = member.memberGuid) => simulator.bank.member(guid).received,
    async close() {
      await context.close();
      await host.close();
    },
  };
}

/** Removes the screen and shows it again, several times. */
export const flip = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const { app } = window as unknown as { readonly app: TestedApp };
    for (let times = 0; times < 3; times += 1) {
      app.hide();
      await new Promise(requestAnimationFrame);
      app.show();
      await new Promise(requestAnimationFrame);
    }
  });

/** The calls of one callback since the page was loaded, as soon as there is one. */
export async function toldBy(page: Page, name: string): Promise<TestedApp['told']> {
  const told = await page.waitForFunction((one) => {
    const { app } = window as unknown as { readonly app: TestedApp };
    const calls = app.told.filter(([of]) => of === one);
    return calls.length > 0 && calls;
  }, name);
  return told.jsonValue() as Promise<TestedApp['told']>;
}
