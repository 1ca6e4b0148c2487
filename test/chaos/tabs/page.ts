/** The page of a tab that connects a member. The test does what its person does. */
import { connectRelay } from '@mx-member/adapters/relay';
import { type ConnectionOptions, createMemberConnection } from '@mx-member/connect';
import { createBrowserHost } from '@mx-member/connect/browser-host';
import { connectHost } from '@mx-member/host/http';
import { recordView } from '@mx-member/machine/step';

/** The options of a tab, in the hash of its address. */
export interface AskedTab {
  readonly source: 'relay' | 'host';
  readonly storage: 'kept' | 'denied' | 'full';
  readonly input: ConnectionOptions['input'];
}

const {
  source,
  storage: kind,
  input,
}: AskedTab = JSON.parse(decodeURIComponent(location.hash.slice(1)));

function storage(): Pick<Storage, 'getItem' | 'setItem'> {
  if (kind === 'denied') throw new DOMException('denied', 'SecurityError');
  if (kind === 'kept') return localStorage;
  return {
    getItem: (name) => localStorage.getItem(name),
    setItem() {
      throw new DOMException('full', 'QuotaExceededError');
    },
  };
}

const connection = createMemberConnection({
  host:
    source === 'relay'
      ? createBrowserHost({ port: connectRelay({ url: '/relay' }), storage, viewOf: recordView })
      : connectHost({ url: '/host' }),
  input,
  storage,
  institution: { code: 'mxbank', name: 'MX Bank' },
});

const shown = new Promise<void>((resolve) => {
  connection.subscribe(() => connection.getView().member && resolve());
});

/** What a person sees and does in the tab. */
const tab = {
  async view() {
    await shown;
    return connection.getView().member;
  },
  answer: connection.answer,
};

Object.assign(window, { tab });
