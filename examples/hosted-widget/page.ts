/** The page around MX's hosted widget. The widget has the password, and the page has the guid of the member. */
import { connectHost } from '@mx-member/host/http';

const host = connectHost({ url: '/api/mx' });
const frame = document.querySelector('iframe') as HTMLIFrameElement;
const shown = document.querySelector('output') as HTMLOutputElement;

const { url, userGuid } = await (await fetch('/widget', { method: 'POST' })).json();
const origin = new URL(url).origin;

/** Follows a member that the widget has connected. `job: null` starts nothing. */
async function follow(memberGuid: string): Promise<void> {
  const member = { userGuid, memberGuid };
  let view = await host.start({ member, job: null });
  while (!view.outcome) {
    shown.value = view.needs === 'answers' ? 'The bank asks.' : 'Your data is on its way.';
    view = await host.next(member, { revision: view.revision, wait: 25_000 });
  }
  shown.value = view.outcome.message;
}

addEventListener('message', ({ source, origin: from, data }) => {
  if (source !== frame.contentWindow || from !== origin || data?.mx !== true) return;
  if (data.type === 'mx/connect/memberConnected') void follow(data.metadata.member_guid);
});
frame.src = url; // After the listener, so that no message is missed.
