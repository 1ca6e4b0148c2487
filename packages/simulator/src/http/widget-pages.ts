import { STATUSES } from '@mx-member/machine/step';
import type { Context } from 'hono';
import { html } from 'hono/html';
import type * as v from 'valibot';
import type { Bank } from '../bank/bank.ts';
import { institutionByAny } from '../bank/institutions.ts';
import type { Member } from '../bank/member.ts';
import { BankRefusal } from '../bank/refusal.ts';
import type { WidgetVisit } from '../bank/visits.ts';
import type { Env } from './env.ts';
import { page } from './oauth-html.ts';
import { checkSender, within } from './oauth-pages.ts';
import { bodyOf, CONNECT_WIDGET_URL, textOf, WIDGET_URL } from './requests.ts';
import { type AddRoute, reply, type Site, userInPath } from './site.ts';

/** A message of the widget to the page around it, as MX's widget posts it (CW). */
interface Message {
  readonly type: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

type Content = ReturnType<typeof html>;

/** The bank of a widget that was requested without one. The page has no search. */
const INSTITUTION = 'mxbank';

/** The widget may stand in a frame of any page. */
const FRAMED = { 'content-security-policy': "base-uri 'none'; object-src 'none'" };

const numberOf = ({ shown }: Member): number | null => STATUSES[shown.status ?? 'null'].id;

const isWorking = ({ shown }: Member): boolean =>
  shown.isBeingAggregated && shown.status !== 'CHALLENGED';

/** Posts messages to the page around the widget. They contain guids and no secrets, so any page may read them. */
const posting = ({ userGuid, guid }: WidgetVisit, messages: readonly Message[]) => {
  const all = messages.map(({ type, metadata }) => ({
    mx: true,
    type: `mx/connect/${type}`,
    metadata: { user_guid: userGuid, session_guid: guid, ...metadata },
  }));
  return html`<p id="posts" hidden data-messages="${JSON.stringify(all)}"></p>
<script>
  for (const message of JSON.parse(document.getElementById('posts').dataset.messages))
    (window.opener || window.parent).postMessage(message, '*');
</script>`;
};

const loginForm = (visit: WidgetVisit, why: string) => html`<p>${why}</p>
<form method="post" action="/widget/visit/${visit.guid}">
  ${(institutionByAny(visit.institutionCode)?.credentials ?? []).map(
    ({ guid, label, fieldName }) =>
      html`<p><label>${label} <input name="${guid}" type="${fieldName === 'PASSWORD' ? 'password' : 'text'}" required autocomplete="off"></label></p>`,
  )}
  <button>Continue</button>
</form>`;

const questions = (visit: WidgetVisit, { shown }: Member) => html`<p>The bank asks:</p>
<form method="post" action="/widget/visit/${visit.guid}">
  ${shown.challenges.map(({ guid, label, options, imageData }) => {
    const picture = imageData ? html`<img alt="" src="data:image/png;base64,${imageData}">` : '';
    const field =
      options.length === 0
        ? html`<input name="${guid}" required autocomplete="off">`
        : html`<select name="${guid}">${options.map((one) => html`<option value="${one.value}">${one.label}</option>`)}</select>`;
    return html`<p><label>${label} ${picture} ${field}</label></p>`;
  })}
  <button>Continue</button>
</form>`;

/** What the page of a visit shows, and what it posts. */
function shownOf(
  visit: WidgetVisit,
  member: Member | null,
): { content: Content; posts: Message[] } {
  const { name = '' } = institutionByAny(visit.institutionCode) ?? {};
  if (!member) return { content: loginForm(visit, `Log in to ${name}.`), posts: [] };
  const { guid: member_guid, shown } = member;
  const status = { member_guid, connection_status: numberOf(member) };
  const posts: Message[] = [{ type: 'memberStatusUpdate', metadata: status }];
  if (shown.status === 'CHALLENGED') return { content: questions(visit, member), posts };
  if (isWorking(member))
    return {
      content: html`<meta http-equiv="refresh" content="1;url=/widget/visit/${visit.guid}"><p>Connecting …</p>`,
      posts,
    };
  if (shown.status === 'CONNECTED')
    return {
      content: html`<p>You have connected ${name}.</p>`,
      posts: [...posts, { type: 'memberConnected', metadata: { member_guid } }],
    };
  const { connection_status } = status;
  const error = { member: { guid: member_guid, connection_status } };
  return {
    content: loginForm(visit, `${name} says: ${shown.status}. Log in again.`),
    posts: [...posts, { type: 'memberError', metadata: error }],
  };
}

/** A visit: opened, reloaded, or with a form that a person has sent. */
class Visit {
  readonly #bank: Bank;
  readonly #visit: WidgetVisit;

  constructor(bank: Bank, visit: WidgetVisit) {
    this.#bank = bank;
    this.#visit = visit;
  }

  get #member(): Member | null {
    const { memberGuid } = this.#visit;
    return memberGuid === null ? null : this.#bank.member(memberGuid);
  }

  show(c: Context, first: readonly Message[] = []): Response | Promise<Response> {
    const member = this.#member;
    const { content, posts } = shownOf(this.#visit, member);
    const notified = member && `${member.shown.status} ${member.shown.isBeingAggregated}`;
    const changed = notified === this.#visit.notified ? [] : posts;
    const visit = this.#bank.visits.put({ ...this.#visit, notified });
    return page(c, html`${content}${posting(visit, [...first, ...changed])}`, 200, FRAMED);
  }

  /** Carries out a form: a login, or answers. */
  send(c: Context, fields: URLSearchParams): Response | Promise<Response> {
    const given = [...fields].map(([guid, value]) => ({ guid, value }));
    const member = this.#member;
    const { userGuid, institutionCode } = this.#visit;
    const institution = institutionByAny(institutionCode);
    if (!institution) throw new BankRefusal(404, 'The institution does not exist.');
    const { code, guid } = institution;
    if (member?.shown.status === 'CHALLENGED') {
      this.#bank.resume(member.guid, given);
      return this.show(c, [{ type: 'submitMFA', metadata: { member_guid: member.guid } }]);
    }
    if (member) {
      this.#bank.updateMember(member.guid, { credentials: given });
      const metadata = { member_guid: member.guid, institution: { code, guid } };
      return this.show(c, [{ type: 'updateCredentials', metadata }]);
    }
    const created = this.#bank.createMember(userGuid, institution, { credentials: given });
    const visit = this.#bank.visits.put({ ...this.#visit, memberGuid: created.guid });
    const metadata = { institution: { code, guid } };
    return new Visit(this.#bank, visit).show(c, [{ type: 'enterCredentials', metadata }]);
  }
}

/** Routes that return the address of a widget. */
export function widgetUrls(add: AddRoute, { bank }: Site): void {
  const addressFor = (c: Context<Env>, asked: v.InferOutput<typeof CONNECT_WIDGET_URL>) => {
    const user = userInPath(c, bank);
    const member = asked.member === null ? null : bank.memberOf(user, asked.member, 'guid');
    const token = bank.visits.request(
      {
        userGuid: user.guid,
        institutionCode: member?.institution.code ?? asked.institution ?? INSTITUTION,
        memberGuid: member?.guid ?? null,
      },
      bank.now,
    );
    return new URL(`/widget/${token}`, c.req.url).href;
  };

  add('widgetUrl', 'POST', '/users/:user/widget_urls', async (c) => {
    const { id } = userInPath(c, bank);
    const asked = await bodyOf(c, WIDGET_URL);
    return reply(c, { widget_url: { type: asked.type, url: addressFor(c, asked), user_id: id } });
  });

  add('connectWidgetUrl', 'POST', '/users/:user/connect_widget_url', async (c) => {
    if (c.var.version !== 'v20111101')
      throw new BankRefusal(404, 'Only v20111101 has this address. Use widget_urls.');
    const { guid } = userInPath(c, bank);
    const url = addressFor(c, await bodyOf(c, CONNECT_WIDGET_URL));
    return reply(c, { user: { connect_widget_url: url, guid } });
  });
}

/**
 * A page that stands in for MX's Connect Widget: it takes the password, and posts the messages of MX's widget. It has
 * one bank, whose login form it shows.
 */
export function widgetPages(add: AddRoute, { bank }: Site): void {
  add('widgetPage', 'GET', '/widget/:token', (c) =>
    within(c, () => {
      const visit = bank.visits.begin(c.req.param('token') ?? '', bank.now);
      const initial_step = visit.memberGuid === null ? 'enterCreds' : 'loginError';
      return new Visit(bank, visit).show(c, [{ type: 'loaded', metadata: { initial_step } }]);
    }),
  );

  const visitOf = (c: Context<Env>) => new Visit(bank, bank.visits.get(c.req.param('visit') ?? ''));
  add('widgetPage', 'GET', '/widget/visit/:visit', (c) => within(c, () => visitOf(c).show(c)));
  add('widgetPage', 'POST', '/widget/visit/:visit', (c) =>
    within(c, async () => {
      checkSender(c);
      return visitOf(c).send(c, new URLSearchParams(await textOf(c)));
    }),
  );
}
