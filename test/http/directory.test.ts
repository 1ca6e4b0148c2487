import { createHost } from '@mx-member/host';
import { connectDirectory, createHostHandler, createMembersHandler } from '@mx-member/host/http';
import { createMxSimulator } from '@mx-member/simulator';
import { afterEach, expect, test } from 'vitest';
import { credentials } from '../support/simulated.ts';
import { mxOver } from '../support/simulated-mx.ts';

/** What a page needs before it has a member: a search, and the list of the members that exist. */

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function serve() {
  const simulator = createMxSimulator();
  const mx = mxOver(simulator.fetch);
  const host = await createHost({ port: mx, directory: mx });
  open.push(() => host.close());
  const [ada, bob] = [await mx.createUser({ id: 'ada' }), await mx.createUser({ id: 'bob' })];
  const handlerOf = (userGuid: string) =>
    createMembersHandler({ host, mx, userOf: () => ({ userGuid }) });
  const directoryOf = (userGuid: string) =>
    connectDirectory({ url: 'https://app.test', fetch: handlerOf(userGuid) });
  return { simulator, mx, host, handlerOf, directoryOf, ada: ada.userGuid, bob: bob.userGuid };
}

test('a page searches institutions, and reads one', async () => {
  const { directoryOf, ada } = await serve();
  const directory = directoryOf(ada);
  const { institutions, pages } = await directory.institutions({ name: 'oauth' });
  expect(institutions.map(({ institutionCode }) => institutionCode)).toEqual(['mx_bank_oauth']);
  expect(pages).toBe(1);
  expect((await directory.institutions()).institutions).toHaveLength(2);
  expect((await directory.institutions({ page: 2 })).institutions).toEqual([]);
  expect(await directory.institution({ institutionCode: 'mxbank' })).toMatchObject({
    name: 'MX Bank',
    supportsOauth: false,
  });
  await expect(directory.institution({ institutionCode: 'nobank' })).rejects.toMatchObject({
    name: 'MxError',
    code: 'notFound',
  });
});

test('a page sees the members of its own user, also those that the host does not know', async () => {
  const { mx, handlerOf, directoryOf, ada, bob } = await serve();
  const { member } = await mx.createMember({
    userGuid: ada,
    institutionCode: 'mxbank',
    credentials: credentials('correct'),
  });
  expect(await directoryOf(ada).members()).toMatchObject([
    { member, name: 'MX Bank', institutionCode: 'mxbank', isOauth: false },
  ]);
  expect(await directoryOf(bob).members()).toEqual([]);
  const others = await handlerOf(bob)(new Request(`https://app.test/users/${ada}/members`));
  expect(others.status).toBe(403);
});

test.each([
  ['name', `name=${'a'.repeat(257)}`],
  ['page', 'page=0'],
  ['page', 'page=first'],
])('a wrong %s is refused', async (name, query) => {
  const { handlerOf, ada } = await serve();
  const response = await handlerOf(ada)(new Request(`https://app.test/institutions?${query}`));
  expect(response.status).toBe(400);
  expect(await response.text()).toContain(name);
});

test('a server without the two options refuses and names them, and permission without a user lists nobody', async () => {
  const { mx, host } = await serve();
  const answerTo = (path: string, options: object) => {
    const handler = createHostHandler(host, { authorize: () => true, ...options });
    return handler(new Request(`https://app.test${path}`));
  };
  for (const [path, option] of [
    ['/institutions', 'institutions'],
    ['/users/USR-1/members', 'creator'],
  ] as const) {
    const response = await answerTo(path, {});
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({
      title: 'This server does not serve this call',
      detail: `This server was made without \`${option}\`, so it does not serve this call.`,
    });
  }
  expect((await answerTo('/members', { creator: mx })).status).toBe(403);
  expect((await answerTo('/institutions', { institutions: mx })).status).toBe(200);
});
