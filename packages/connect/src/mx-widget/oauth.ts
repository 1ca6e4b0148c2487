import type { MemberAccess, MemberHost } from '@mx-member/machine/hosting';
import { readBankReturn } from '../connection/bank.ts';
import { oauthOf, type WidgetConfig } from './config.ts';
import type { WidgetMembers } from './members.ts';

/** The shortest time between two hints, in ms. */
const HINT_EVERY = 3_000;

/** Whether a message comes from a window that this page has opened, such as the bank's, and not from a frame in it. */
const isFromOpened = ({ source, origin }: MessageEvent): boolean =>
  /^https?:/.test(origin) &&
  origin !== globalThis.location?.origin &&
  Object(source).opener === globalThis;

/** The calls for the bank's own page. Its message makes the host look, and the host says what has happened. */
export function oauthCalls(host: MemberHost & MemberAccess, members: WidgetMembers) {
  /** The members whose person was refused at the bank, or has canceled there. MX shows nothing of it. */
  const refused = new Set<string>();
  /** When the last hint of each member was, or will be sent. */
  const hinted = new Map<string, number>();

  /** A hint within 3 s of another one is sent later, and those after it are not. */
  function hint(guid: string): void {
    const now = performance.now();
    const at = Math.max(now, (hinted.get(guid) ?? -HINT_EVERY) + HINT_EVERY);
    if ((hinted.get(guid) ?? now) > now) return;
    hinted.set(guid, at);
    const send = async () => host.hint((await members.find(guid)).member);
    setTimeout(() => void send().catch(() => undefined), at - now);
  }

  globalThis.addEventListener?.('message', (event) => {
    const message = isFromOpened(event) ? readBankReturn(event.data) : null;
    const guid = message?.member_guid;
    if (!guid || !members.has(guid)) return;
    if (message.status === 'error') refused.add(guid);
    // Without a hint, the host polls a member whose person is at the bank seldom.
    hint(guid);
  });

  /** `auth_status` is 1 while the person is at the bank, 2 after a success and 3 after an error (CW). */
  async function stateOf(guid: string) {
    const { needs, outcome, status } = await host.view((await members.find(guid)).member);
    // Before the first poll, the host does not know whether the person is at the bank.
    const isAtBank = needs === 'authorization' || (!outcome && !status);
    const isFailed = outcome?.outcome === 'failed' || (isAtBank && refused.has(guid));
    return {
      guid,
      inbound_member_guid: guid,
      outbound_member_guid: guid,
      auth_status: isFailed ? 3 : isAtBank ? 1 : 2,
    };
  }

  return {
    async getOAuthWindowURI(guid: string, config: WidgetConfig = {}) {
      const { member } = await members.find(guid);
      refused.delete(guid);
      const { oauthWindowUri } = await host.oauthWindowUri({ ...oauthOf(config), member });
      return { guid, oauth_window_uri: oauthWindowUri };
    },
    loadOAuthState: stateOf,
    loadOAuthStates: async (asked: { readonly outbound_member_guid: string }) => [
      await stateOf(asked.outbound_member_guid),
    ],
  };
}
