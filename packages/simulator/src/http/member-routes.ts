import { JOB_PATHS } from '@mx-member/http/web';
import { JOBS, type Job } from '@mx-member/machine/step';
import type { Context } from 'hono';
import type { MemberFields } from '../bank/fields.ts';
import { type Institution, institutionOf } from '../bank/institutions.ts';
import type { Member } from '../bank/member.ts';
import { supportedProducts } from '../bank/products.ts';
import { BankRefusal } from '../bank/refusal.ts';
import {
  challengeBody,
  credentialBody,
  memberBody,
  resumedBody,
  shownInReply,
  statusBody,
} from './bodies.ts';
import type { Env } from './env.ts';
import { openWindow } from './oauth-pages.ts';
import { pageOf } from './paging.ts';
import {
  AGGREGATE_QUERY,
  bodyOf,
  CREATE_MEMBER,
  callbackPayloadOf,
  check,
  RESUME,
  UPDATE_MEMBER,
  WINDOW_QUERY,
} from './requests.ts';
import {
  type AddRoute,
  memberInPath,
  queryOf,
  reply,
  type Site,
  shownTo,
  userInPath,
} from './site.ts';

/** The jobs that accept a callback payload (OAS25). */
const WITH_CALLBACK_PAYLOAD: readonly Job[] = ['aggregate', 'verify'];

/** Jobs whose start MX answers with 200. The others get 202 (OAS25). */
const STARTED_WITH_200: readonly Job[] = ['verify', 'fetch_rewards'];

/** The `error` of a new member for which a product was requested in vain. MX does not say which code it has. */
const FAILED_PRODUCT = 1000;

/** Routes that list, read and delete members, and read their credential fields. */
function recordRoutes(add: AddRoute, { bank, wire }: Site): void {
  add('listMembers', 'GET', '/users/:user/members', (c) => {
    const user = userInPath(c, bank);
    const { version } = c.var;
    const useCase = queryOf(c).get('use_case');
    const all = bank.members(user);
    const asked = [...all.values()].filter((one) => !useCase || one.useCases.includes(useCase));
    const body = (one: Member) => memberBody(one, user, version, wire);
    return reply(c, pageOf('members', asked, asked.length, queryOf(c), body));
  });

  add('readMember', 'GET', '/users/:user/members/:member', (c) => {
    const { user, member } = memberInPath(c, bank);
    const body = memberBody(member, user, c.var.version, wire, shownTo(c, bank, member));
    return reply(c, { member: body });
  });

  add('deleteMember', 'DELETE', '/users/:user/members/:member', (c) => {
    bank.deleteMember(memberInPath(c, bank).member.guid);
    return c.body(null, 204);
  });

  add('memberCredentials', 'GET', '/users/:user/members/:member/credentials', (c) => {
    const { credentials } = memberInPath(c, bank).member.institution;
    const page = pageOf('credentials', credentials, credentials.length, queryOf(c), credentialBody);
    return reply(c, page);
  });
}

/**
 * The institution of a new member. @throws BankRefusal 404 for an unknown institution, 400 when `is_oauth` does not fit
 * it.
 */
function institutionFor(code: string, isOauth: boolean): Institution {
  const institution = institutionOf(code);
  if (!institution) throw new BankRefusal(404, 'The institution does not exist.');
  if (institution.isOauth !== isOauth)
    throw new BankRefusal(
      400,
      `${institution.code} ${isOauth ? 'takes credentials' : 'has an OAuth window'}: "member.is_oauth" must be ${!isOauth}.`,
    );
  return institution;
}

/** The fields of a request, with its callback payload. Only v20111101 has `skip_aggregation` (D-MIG). */
const fieldsFor = (c: Context<Env>, fields: MemberFields) => ({
  ...fields,
  skipAggregation: c.var.version === 'v20111101' && fields.skipAggregation === true,
  callbackPayload: callbackPayloadOf(c),
});

/** Routes that create and update members, and open the OAuth window. */
function loginRoutes(add: AddRoute, { bank, wire }: Site): void {
  add('createMember', 'POST', '/users/:user/members', async (c) => {
    const user = userInPath(c, bank);
    const { version } = c.var;
    const { institutionCode, isOauth, window, fields, products } = await bodyOf(
      c,
      CREATE_MEMBER[version],
    );
    const institution = institutionFor(institutionCode, isOauth);
    bank.blocks.check(institution.code, 'create');
    const settings = fieldsFor(c, fields);
    const member = bank.createMember(user.guid, institution, settings);
    const { skipAggregation } = settings;
    const uri = isOauth
      ? openWindow(c, bank, { ...window, memberGuid: member.guid, skipAggregation })
      : null;
    const supported = supportedProducts(bank.rules);
    const hasFailed = products.some((product) => !supported.includes(product));
    const shown = hasFailed ? { ...member.shown, errorCode: FAILED_PRODUCT } : member.shown;
    const body = memberBody(member, user, version, wire, shown, uri);
    const created = member.job ? 202 : 200;
    return reply(c, { member: body }, hasFailed ? 201 : created);
  });

  add('updateMember', 'PUT', '/users/:user/members/:member', async (c) => {
    const { user, member } = memberInPath(c, bank);
    const fields = await bodyOf(c, UPDATE_MEMBER);
    if (fields.credentials) bank.blocks.check(member.institution.code, 'update');
    const updated = bank.updateMember(member.guid, fieldsFor(c, fields));
    return reply(c, { member: memberBody(updated, user, c.var.version, wire) });
  });

  add('oauthWindowUri', 'GET', '/users/:user/members/:member/oauth_window_uri', (c) => {
    const { member } = memberInPath(c, bank);
    if (!member.institution.isOauth)
      throw new BankRefusal(400, `${member.institution.name} does not have an OAuth window.`);
    const query = check(WINDOW_QUERY, Object.fromEntries(queryOf(c)));
    const uri = openWindow(c, bank, {
      memberGuid: member.guid,
      redirectUrl: query.client_redirect_url ?? null,
      referralSource: query.referral_source ?? 'BROWSER',
      scheme: query.ui_message_webview_url_scheme,
      skipAggregation: query.skip_aggregation === 'true',
    });
    return reply(c, { member: { guid: member.guid, oauth_window_uri: uri } });
  });
}

/** Routes of the lifecycle: start a job, read the status, send answers. */
function jobRoutes(add: AddRoute, { bank, wire }: Site): void {
  for (const job of JOBS)
    add(job, 'POST', `/users/:user/members/:member/${JOB_PATHS[job]}`, (c) => {
      const { user, member } = memberInPath(c, bank);
      bank.blocks.check(member.institution.code, job);
      const payload = WITH_CALLBACK_PAYLOAD.includes(job) ? callbackPayloadOf(c) : null;
      const { member: started, result } = bank.start(member.guid, job, {
        callbackPayload: payload,
        without: job === 'aggregate' ? check(AGGREGATE_QUERY, Object.fromEntries(queryOf(c))) : [],
      });
      const shown = result === 'started' ? shownInReply(started, wire) : started.shown;
      const body = memberBody(started, user, c.var.version, wire, shown);
      return reply(c, { member: body }, STARTED_WITH_200.includes(job) ? 200 : 202);
    });

  add('status', 'GET', '/users/:user/members/:member/status', (c) => {
    const { member } = memberInPath(c, bank);
    return reply(c, { member: statusBody(member, wire, shownTo(c, bank, member)) });
  });

  add('challenges', 'GET', '/users/:user/members/:member/challenges', (c) => {
    const { challenges } = shownTo(c, bank, memberInPath(c, bank).member);
    if (challenges.length === 0) return c.body(null, 204);
    const page = pageOf('challenges', challenges, challenges.length, queryOf(c), challengeBody);
    return reply(c, page);
  });

  add('resume', 'PUT', '/users/:user/members/:member/resume', async (c) => {
    const { user, member } = memberInPath(c, bank);
    bank.blocks.check(member.institution.code, 'resume');
    const answers = await bodyOf(c, RESUME).catch((error: unknown) => {
      if (error instanceof BankRefusal) return error;
      throw error;
    });
    const resumed = bank.resume(member.guid, answers);
    return reply(c, { member: resumedBody(resumed, user, c.var.version, wire) }, 202);
  });
}

/** All routes below a user's members. */
export function memberRoutes(add: AddRoute, site: Site): void {
  recordRoutes(add, site);
  loginRoutes(add, site);
  jobRoutes(add, site);
}
