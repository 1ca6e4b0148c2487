import process from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import express from 'express';
import { Configuration, MembersApi } from 'mx-platform-node';

const { MX_BASE_URL, MX_CLIENT_ID, MX_API_KEY, PORT = '3000', POLL_MS = '3000' } = process.env;
const mx = new MembersApi(
  new Configuration({
    basePath: MX_BASE_URL,
    username: MX_CLIENT_ID,
    password: MX_API_KEY,
    baseOptions: { headers: { 'Accept-Version': 'v20111101' } },
  }),
);
const connections = new Map();

/** After MX's guide: start, read the status until no job runs, and resume when MX asks. */
async function connect(connection) {
  const { user, member, credentials } = connection;
  if (credentials) await mx.updateMember(member, user, { member: { credentials } });
  else await mx.aggregateMember(member, user);
  for (;;) {
    await wait(Number(POLL_MS));
    const { data } = await mx.readMemberStatus(member, user);
    const status = data.member.connection_status;
    connection.questions = data.member.challenges ?? [];
    if (status === 'CHALLENGED') connection.state = 'asking';
    else if (data.member.is_being_aggregated) connection.state = 'working';
    else return status === 'CONNECTED' ? 'connected' : 'failed';
  }
}

const app = express().use(express.json());

app.post('/connections', (request, response) => {
  const { user_guid: user, member_guid: member, credentials } = request.body;
  const connection = { user, member, credentials, state: 'working', questions: [] };
  connections.set(member, connection);
  connect(connection).then(
    (state) => {
      connection.state = state;
    },
    (error) => {
      console.error(error);
      connection.state = 'failed';
    },
  );
  response.status(202).json({});
});

app.get('/connections/:member', (request, response) => {
  const connection = connections.get(request.params.member);
  if (!connection) return response.sendStatus(404);
  const { state, questions } = connection;
  return response.json({ state, questions: state === 'asking' ? questions : [] });
});

app.post('/connections/:member/answers', async (request, response) => {
  const { user, member } = connections.get(request.params.member);
  await mx.resumeAggregation(member, user, { member: { challenges: request.body.answers } });
  response.status(202).json({});
});

app.listen(Number(PORT), '127.0.0.1');
