const sessions = new Map();

/** Sends a request with the cookie of a person. After a restart the server may have forgotten the session. */
async function call(person, { port }, method, path, body) {
  const send = () =>
    fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        cookie: sessions.get(person.memberGuid) ?? '',
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  let response = await send();
  if (response.status === 401) {
    await signIn(person, { port });
    response = await send();
  }
  if (!response.ok) throw Object.assign(new Error('refused'), { status: response.status });
  return response.json();
}

/** Your own test login. Each person of a scenario needs an own account: here it has the guid of MX's user as its name. */
async function signIn({ userGuid, memberGuid }, { port }) {
  const response = await fetch(`http://127.0.0.1:${port}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: userGuid, password: 'test' }),
  });
  if (!response.ok) throw Object.assign(new Error('refused'), { status: response.status });
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
  sessions.set(memberGuid, cookies.join('; '));
}

export async function start(person, context) {
  await signIn(person, context);
  const { memberGuid: member, credentials } = person;
  await call(person, context, 'POST', '/connection', { member, credentials });
}

const STATES = { question: 'asking', done: 'connected', error: 'failed' };

export async function status(person, context) {
  const { screen, questions } = await call(person, context, 'GET', '/connection');
  return { state: STATES[screen] ?? 'working', questions };
}

export async function answer(person, answers, context) {
  await call(person, context, 'POST', '/connection/answers', { answers });
}
