import { createBrowserHost } from '@mx-member/connect/browser-host';
import type { MemberHost } from '@mx-member/machine/hosting';
import type { MemberPort } from '@mx-member/machine/step';
import type { StepTracer } from '@mx-member/machine/trace';
import { vi } from 'vitest';
import { storageKey } from '../../../packages/connect/src/page-storage.ts';
import { FakeStorage, fakeBrowser, type Tab } from '../../connect/support/browser.ts';
import { pass, releaseTime, stopTime } from '../../support/fake-timers.ts';
import { mortal } from '../support/mortal.ts';
import type { End, Subject } from './subject.ts';

/**
 * `createBrowserHost` in a tab of a browser, in virtual time. In a crash the tab disappears, and another tab continues.
 */

/** The host as the page of a tab calls it. */
const inTab = (tab: Tab, host: MemberHost): MemberHost => ({
  start: (...args) => tab.run(() => host.start(...args)),
  answer: (...args) => tab.run(() => host.answer(...args)),
  hint: (...args) => tab.run(() => host.hint(...args)),
  cancel: (...args) => tab.run(() => host.cancel(...args)),
  view: (...args) => tab.run(() => host.view(...args)),
  next: (...args) => tab.run(() => host.next(...args)),
  close: () => tab.run(() => host.close()),
});

export async function inBrowser(trace: StepTracer): Promise<Subject> {
  stopTime();
  const browser = fakeBrowser();
  const storage = new FakeStorage();
  let die = () => {};
  async function open(port: MemberPort, onEnded: (end: End) => void) {
    const tab = browser.open();
    const outside = mortal(port, onEnded);
    die = () => {
      outside.life.end();
      tab.crash();
    };
    const host = tab.run(() =>
      createBrowserHost({
        port: outside.port,
        onEnded: outside.onEnded,
        trace: { onStep: (...step) => outside.life.reading(() => trace.onStep(...step)) },
        storage: {
          getItem: (name) => storage.getItem(name),
          setItem: (name, text) => void outside.life.reading(() => storage.setItem(name, text)),
        },
      }),
    );
    return inTab(tab, host);
  }
  return {
    open,
    async crash(port, onEnded, spoil) {
      die();
      if (spoil) {
        const key = storageKey('mx-member', spoil.member);
        const kept = JSON.parse(storage.getItem(key) ?? 'null');
        storage.setItem(key, JSON.stringify({ ...kept, record: spoil.change(kept.record) }));
      }
      return open(port, onEnded);
    },
    pass,
    async remove() {
      vi.unstubAllGlobals();
      releaseTime();
    },
  };
}
