import { connectRelay, createRelay } from '@mx-member/adapters/relay';
import { createBrowserHost } from '@mx-member/connect/browser-host';
import type { MemberHost } from '@mx-member/machine/hosting';
import { JOBS, type MemberView, recordView } from '@mx-member/machine/step';
import { vi } from 'vitest';
import { FakeStorage, fakeBrowser } from '../../connect/support/browser.ts';
import { ANY_LOGINS } from '../../support/any-logins.ts';
import type { Door } from './door.ts';
import { createByServer, type Place, type Start, tracerOf } from './places.ts';

/**
 * The host in a page. A process is a tab, and its storage outlives it. The app's server has the key, and does not die: it serves the
 * calls of the page, and creates each member once.
 */

const ADDRESS = 'https://app.test';

export function pagePlace(): Place {
  const browser = fakeBrowser();
  const storage = new FakeStorage();
  let server: ReturnType<typeof serverOf> | null = null;
  return {
    remove: () => {
      vi.unstubAllGlobals();
    },
    async open({ life, otherMx, userGuid, options, observe, trace, write }) {
      server ??= serverOf(otherMx, userGuid);
      const { relay, create } = server;
      const tab = browser.open();
      const host = tab.run(() =>
        createBrowserHost({
          port: connectRelay({
            url: ADDRESS,
            fetch: (request) => life.request(request, () => relay(request)),
          }),
          viewOf: recordView,
          trace: tracerOf(trace, observe),
          onError: (thrown) => write(String(thrown)),
          storage: {
            getItem: (name) => storage.getItem(name),
            setItem: (name, text) => {
              write(text);
              life.now('storage', () => storage.setItem(name, text));
            },
          },
        }),
      );
      const here = host as MemberHost<MemberView> & typeof host;
      const door: Door = {
        start: (input, after) => tab.run(() => here.start({ ...input, ...options }, after)),
        view: (member) => tab.run(() => here.view(member)),
        answer: (member, given) => tab.run(() => here.answer(member, given)),
        oauthWindowUri: (request) => tab.run(() => host.oauthWindowUri(request)),
        updateCredentials: (request) => tab.run(() => host.updateCredentials(request)),
        create: (request) => life.through('creation', () => create(request, door)),
      };
      return {
        door,
        hint: (member) => tab.run(() => host.hint(member)),
        close: () => tab.run(() => host.close()),
        bury: () => tab.crash(),
      };
    },
  };
}

/** The app's own server. */
const serverOf = (mx: Start['otherMx'], userGuid: string) => ({
  create: createByServer(mx, userGuid),
  relay: createRelay(mx, {
    authorize: () => ({ userGuid }),
    access: mx,
    jobs: JOBS,
    callerLimits: { requestsPerSecond: 1_000 },
    logins: ANY_LOGINS,
  }),
});
