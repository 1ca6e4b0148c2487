import { Configuration, MembersApi } from 'mx-platform-node';
import { serveLoop } from './loop.ts';
import { ADDRESS, KEYS } from './members.ts';

/** MX's own SDK, used as in its README. */
const members = new MembersApi(
  new Configuration({
    basePath: ADDRESS.origin,
    username: KEYS.clientId,
    password: KEYS.apiKey,
    baseOptions: {
      headers: { Accept: 'application/vnd.mx.api.v1+json', 'Accept-Version': 'v20111101' },
    },
  }),
);

await serveLoop({
  start: async ({ userGuid, memberGuid }) =>
    (await members.aggregateMember(memberGuid, userGuid)).data.member ?? {},
  status: async ({ userGuid, memberGuid }) =>
    (await members.readMemberStatus(memberGuid, userGuid)).data.member ?? {},
  answer: async ({ userGuid, memberGuid }, challenges) =>
    (await members.resumeAggregation(memberGuid, userGuid, { member: { challenges } })).data
      .member ?? {},
  read: async ({ userGuid, memberGuid }) =>
    (await members.readMember(memberGuid, userGuid)).data.member ?? {},
});
