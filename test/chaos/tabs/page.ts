/** The page of a random run in two tabs, with its person, who answers each question once each time that it is asked. */
import { connectRelay } from '@mx-member/adapters/relay';
import { type ConnectionOptions, createMemberConnection } from '@mx-member/connect';
import { createBrowserHost } from '@mx-member/connect/browser-host';
import '@mx-member/connect/element';
import { connectHost } from '@mx-member/host/http';

/** The options of a tab, in the hash of its address. */
export interface AskedTab {
  readonly source: 'relay' | 'host';
  readonly storage: 'kept' | 'denied' | 'full';
  readonly input: ConnectionOptions['input'];
}

/** How long a person waits before answering, and after the page has refused an answer, in ms. */
const LOOK = 120;

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
      ? createBrowserHost({ port: connectRelay({ url: '/relay' }), storage })
      : connectHost({ url: '/host' }),
  input,
  storage,
  institution: { code: 'mxbank', name: 'MX Bank' },
});
const element = document.createElement('mx-connect');
element.connection = connection;
document.querySelector('main')?.append(element);

let shown = '';
const answered = new Set<string>();
connection.subscribe(() => {
  const { member, warning, isElsewhere, problems } = connection.getView();
  const outcome = member?.outcome?.outcome ?? null;
  const now = JSON.stringify({
    state: member?.state,
    needs: member?.needs,
    prompt: member?.prompt,
    ...(isElsewhere && { isElsewhere }),
    ...(warning && { warning }),
    ...(problems.length > 0 && { problems: problems.map(({ code }) => code) }),
    ...(outcome && { outcome }),
  });
  // A page that was asked to try again asks for the same answer.
  if (problems.some(({ code }) => code === 'notYet')) answered.clear();
  if (now !== shown) console.log(`shows ${now}`);
  shown = now;
});

setInterval(() => {
  const { member, isSending } = connection.getView();
  const form = element.shadowRoot?.querySelector('form');
  if (member?.needs !== 'answers' || isSending || !form) return;
  const own = `${member.round} ${member.prompt}`;
  const field = form.querySelector('input');
  if (answered.has(own) || field?.dataset.guid !== member.challenges[0]?.guid) return;
  answered.add(own);
  console.log(`answers prompt ${member.prompt}`);
  if (field?.type === 'radio') field.click();
  else if (field) {
    field.value = 'correct';
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  form.requestSubmit();
}, LOOK);
