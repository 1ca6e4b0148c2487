/** The poller of MX's widget as a server. It polls every 3 s, ignores failed readings, ends only with success, and never gives up. */
import { createServer } from 'node:http';
import process from 'node:process';

const { MX_BASE_URL, MX_CLIENT_ID, MX_API_KEY, PORT, POLL_MS = '3000' } = process.env;
const authorization = `Basic ${btoa(`${MX_CLIENT_ID}:${MX_API_KEY}`)}`;
const connections = new Map();

async function send(method, path, body) {
  const response = await fetch(`${MX_BASE_URL}${path}`, {
    method,
    headers: {
      authorization,
      'content-type': 'application/json',
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}

const pathOf = ({ user_guid, member_guid }) => `/users/${user_guid}/members/${member_guid}`;

function follow(connection, path) {
  const timer = setInterval(async () => {
    try {
      const { member } = await send('GET', `${path}/status`);
      const isAsked = member.connection_status === 'CHALLENGED';
      const isDone = member.connection_status === 'CONNECTED' && !member.is_being_aggregated;
      connection.state = isAsked ? 'asking' : isDone ? 'connected' : 'working';
      connection.questions = isAsked ? member.challenges : [];
      if (isDone) clearInterval(timer);
    } catch {
      // The page still shows the last state.
    }
  }, Number(POLL_MS));
}

async function reply(method, [, , member, rest], body) {
  if (method === 'GET' && !connections.has(member)) throw new Error('unknown');
  if (method === 'GET') return connections.get(member);
  if (rest === 'answers')
    return send('PUT', `${pathOf(body)}/resume`, { member: { challenges: body.answers } });
  const connection = { state: 'working', questions: [] };
  connections.set(body.member_guid, connection);
  const { credentials } = body;
  if (credentials) await send('PUT', pathOf(body), { member: { credentials } });
  else await send('POST', `${pathOf(body)}/aggregate`);
  follow(connection, pathOf(body));
  return {};
}

createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  try {
    const replied = await reply(request.method, request.url.split('/'), JSON.parse(text || '{}'));
    response.end(JSON.stringify(replied));
  } catch (error) {
    response.writeHead(500).end(JSON.stringify({ error: error.message }));
  }
}).listen(Number(PORT), '127.0.0.1', () => console.log('listening'));
