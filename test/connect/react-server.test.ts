import { createMemberConnection, findPart } from '@mx-member/connect';
import { createBrowserHost } from '@mx-member/connect/browser-host';
import { createNewConnection } from '@mx-member/connect/create';
import { MemberScreen, ScreenTree, useMemberScreen } from '@mx-member/connect/react';
import { connectHost } from '@mx-member/host/http';
import { createElement, type ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test, vi } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';

const bank = new Bank();
const connection = createMemberConnection({
  host: createBrowserHost({ port: bank }),
  input: { member: memberOf(1), job: 'aggregate' },
  institution: { name: 'MX Bank' },
});

/** A component that lays the screen out itself. */
function Own() {
  const { screen, root } = useMemberScreen(connection);
  const parts = (['status', 'cancel'] as const).map((part) => {
    const node = findPart(screen, part);
    return node && createElement(ScreenTree, { key: part, node });
  });
  return createElement('main', root, ...parts);
}

test('a page takes over the markup of a server, which does not know the id of a new member', () => {
  const calls = {
    institutionCredentials: vi.fn(),
    updateCredentials: vi.fn(),
    oauthWindowUri: vi.fn(),
  };
  const htmlOf = (id: string) =>
    renderToString(
      createElement(MemberScreen, {
        connection: createNewConnection({
          host: { ...connectHost({ url: 'https://app.test/mx' }), ...calls },
          creations: { create: vi.fn(), read: vi.fn() },
          id,
          institution: { code: 'mxbank', name: 'MX Bank' },
        }),
      }),
    );
  expect(htmlOf('server')).toContain('Log in to MX Bank');
  expect(htmlOf(crypto.randomUUID())).toBe(htmlOf('server'));
});

const Button = ({ children, ...props }: { readonly children?: ReactNode }) =>
  createElement('button', { type: 'button', ...props, className: 'own' }, children);

test.each([
  ['the whole screen', () => createElement(MemberScreen, { connection })],
  ['a layout of one’s own', () => createElement(Own)],
])('a server renders %s, and makes no call', (_, element) => {
  const html = renderToString(element());
  expect(html).toContain('Connecting to MX Bank');
  expect(html).toContain('data-part="cancel"');
  expect(html).toContain('role="status"');
  expect(bank.calls).toEqual([]);
});

test('a component of the page draws its part, with the props and the text of the part', () => {
  const html = renderToString(
    createElement(MemberScreen, { connection, components: { cancel: Button } }),
  );
  expect(html).toMatch(/<button (?=[^>]*data-part="cancel")(?=[^>]*class="own")[^>]*>Cancel</);
});
