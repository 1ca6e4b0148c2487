import { createMemberConnection } from '@mx-member/connect';
import { createBrowserHost } from '@mx-member/connect/browser-host';
import { MemberScreen, useMemberConnection } from '@mx-member/connect/react';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Bank, memberOf } from '../support/bank.ts';

const bank = new Bank();
const connection = createMemberConnection({
  host: createBrowserHost({ port: bank }),
  input: { member: memberOf(1), job: 'aggregate' },
  institution: { name: 'MX Bank' },
});

/** A component with its own markup, without a cast. */
function Own() {
  const api = useMemberConnection(connection);
  return createElement(
    'div',
    api.getRootProps(),
    createElement('p', api.getStatusProps(), api.title),
    createElement(
      'form',
      api.getFormProps(),
      createElement('button', { type: 'submit', ...api.getSubmitProps() }),
    ),
    createElement('button', { type: 'button', ...api.getCancelProps() }, api.text('cancel')),
  );
}

test.each([
  ['the whole screen', () => createElement(MemberScreen, { connection })],
  ['markup of one’s own', () => createElement(Own)],
])('a server renders %s, and makes no call', (_, element) => {
  const html = renderToString(element());
  expect(html).toContain('Connecting to MX Bank');
  expect(html).toContain('data-part="cancel"');
  expect(html).toContain('role="status"');
  expect(bank.calls).toEqual([]);
});
