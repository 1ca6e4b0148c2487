/** A person at a server of `@mx-member/host`: the three steps of `test-backend --user`, over HTTP. */

async function call(method, path, body, { port }) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw Object.assign(new Error('refused'), { status: response.status });
  return response.json();
}

const pathOf = ({ userGuid, memberGuid }) => `/users/${userGuid}/members/${memberGuid}`;

const STATES = { challenged: 'asking', connected: 'connected', failed: 'failed' };

export async function start(person, context) {
  const path = pathOf(person);
  if (!person.credentials) {
    await call('POST', `${path}/start`, { job: 'aggregate' }, context);
    return;
  }
  const { outcome, revision } = await call('GET', path, null, context);
  const { credentials } = person;
  const { reading } = await call('PUT', `${path}/credentials`, { credentials }, context);
  const act = { type: 'credentials', before: null, reply: reading, at: Date.now() };
  const again = { job: 'aggregate', act, ...(outcome && { after: revision }) };
  await call('POST', `${path}/start`, again, context);
}

export async function status(person, context) {
  const { state, challenges } = await call('GET', pathOf(person), null, context);
  const isAsked = state === 'challenged';
  return { state: STATES[state] ?? 'working', questions: isAsked ? challenges : [] };
}

export async function answer(person, answers, context) {
  const { prompt } = await call('GET', pathOf(person), null, context);
  await call('POST', `${pathOf(person)}/answer`, { answers, prompt }, context);
}
