import { JOBS, type Job } from '@mx-member/machine/step';
import { institutionOf } from '../bank/institutions.ts';
import type { Member } from '../bank/member.ts';
import { Refusal } from '../bank/refusal.ts';
import { challengeBody, credentialBody, memberBody, resumedBody, statusBody } from './bodies.ts';
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
import { type AddRoute, faceOf, memberOf, queryOf, reply, type Site, userOf } from './site.ts';

/** The jobs whose start may bring something to hand back (OAS25). */
const WITH_CALLBACK_PAYLOAD: readonly Job[] = ['aggregate', 'verify'];

/** What MX answers to a start; 202 for the others (OAS25). */
const STARTED_WITH_200: readonly Job[] = ['verify', 'fetch_rewards'];

/** Members: list, create, read, update, delete, and the credentials that they were created with. */
function crudRoutes(add: AddRoute, { bank, wire }: Site): void {
  add('listMembers', 'GET', '/users/:user/members', (c) => {
    const user = userOf(c, bank);
    const { version } = c.var;
    const useCase = queryOf(c).get('use_case');
    const all = bank.members(user);
    const asked = [...all.values()].filter((one) => !useCase || one.useCases.includes(useCase));
    const body = (one: Member) => memberBody(one, user, version, wire);
    return reply(c, pageOf('members', asked, asked.length, queryOf(c), body));
  });

  add('createMember', 'POST', '/users/:user/members', async (c) => {
    const user = userOf(c, bank);
    const { version } = c.var;
    const { institutionCode, isOauth, window, fields } = await bodyOf(c, CREATE_MEMBER[version]);
    const institution = institutionOf(institutionCode);
    if (!institution) throw new Refusal(404, 'There is no such institution.');
    if (institution.isOauth !== isOauth)
      throw new Refusal(
        400,
        `${institution.code} ${isOauth ? 'takes credentials' : 'has an OAuth window'}: "member.is_oauth" must be ${!isOauth}.`,
      );
    const { skipAggregation, ...rest } = fields;
    // Only v20111101 has the field (D-MIG).
    const isSkipped = version === 'v20111101' && skipAggregation === true;
    const member = bank.createMember(user.guid, institution, {
      ...rest,
      skipAggregation: isSkipped,
      callbackPayload: callbackPayloadOf(c),
    });
    const uri = isOauth
      ? openWindow(c, bank, { ...window, memberGuid: member.guid, skipAggregation: isSkipped })
      : null;
    const body = memberBody(member, user, version, wire, member.face, uri);
    return reply(c, { member: body }, member.job ? 202 : 200);
  });

  add('readMember', 'GET', '/users/:user/members/:member', (c) => {
    const { user, member } = memberOf(c, bank);
    const body = memberBody(member, user, c.var.version, wire, faceOf(c, member));
    return reply(c, { member: body });
  });

  add('updateMember', 'PUT', '/users/:user/members/:member', async (c) => {
    const { user, member } = memberOf(c, bank);
    const { version } = c.var;
    const { skipAggregation, ...fields } = await bodyOf(c, UPDATE_MEMBER);
    const isSkipped = version === 'v20111101' && skipAggregation === true;
    const updated = bank.updateMember(member.guid, {
      ...fields,
      skipAggregation: isSkipped,
      callbackPayload: callbackPayloadOf(c),
    });
    return reply(c, { member: memberBody(updated, user, version, wire) });
  });

  add('deleteMember', 'DELETE', '/users/:user/members/:member', (c) => {
    bank.deleteMember(memberOf(c, bank).member.guid);
    return c.body(null, 204);
  });

  add('memberCredentials', 'GET', '/users/:user/members/:member/credentials', (c) => {
    const { credentials } = memberOf(c, bank).member.institution;
    const page = pageOf('credentials', credentials, credentials.length, queryOf(c), credentialBody);
    return reply(c, page);
  });

  add('oauthWindowUri', 'GET', '/users/:user/members/:member/oauth_window_uri', (c) => {
    const { member } = memberOf(c, bank);
    if (!member.institution.isOauth)
      throw new Refusal(400, `${member.institution.name} has no OAuth window.`);
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

/** The lifecycle: start a job, read how it is, answer. */
function jobRoutes(add: AddRoute, { bank, wire }: Site): void {
  for (const job of JOBS)
    add(job, 'POST', `/users/:user/members/:member/${job}`, (c) => {
      const { user, member } = memberOf(c, bank);
      const payload = WITH_CALLBACK_PAYLOAD.includes(job) ? callbackPayloadOf(c) : null;
      const started = bank.start(member.guid, job, {
        callbackPayload: payload,
        without: job === 'aggregate' ? check(AGGREGATE_QUERY, Object.fromEntries(queryOf(c))) : [],
      }).member;
      const body = memberBody(started, user, c.var.version, wire);
      return reply(c, { member: body }, STARTED_WITH_200.includes(job) ? 200 : 202);
    });

  add('status', 'GET', '/users/:user/members/:member/status', (c) => {
    const { member } = memberOf(c, bank);
    return reply(c, { member: statusBody(member, wire, faceOf(c, member)) });
  });

  add('challenges', 'GET', '/users/:user/members/:member/challenges', (c) => {
    const { challenges } = faceOf(c, memberOf(c, bank).member);
    if (challenges.length === 0) return c.body(null, 204);
    const page = pageOf('challenges', challenges, challenges.length, queryOf(c), challengeBody);
    return reply(c, page);
  });

  add('resume', 'PUT', '/users/:user/members/:member/resume', async (c) => {
    const { user, member } = memberOf(c, bank);
    const answers = await bodyOf(c, RESUME).catch((error: unknown) => {
      if (error instanceof Refusal) return error;
      throw error;
    });
    const resumed = bank.resume(member.guid, answers);
    return reply(c, { member: resumedBody(resumed, user, c.var.version, wire) }, 202);
  });
}

/** Everything under a user's members. */
export function memberRoutes(add: AddRoute, site: Site): void {
  crudRoutes(add, site);
  jobRoutes(add, site);
}
