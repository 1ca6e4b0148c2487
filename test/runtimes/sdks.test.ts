import { type ServedMxSimulator, serveMxSimulator } from '@mx-member/simulator/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installed } from './support/installed.ts';
import { callsOf, type Sdk, walk } from './support/sdk.ts';

/** MX's SDK from its first year to today, through a whole lifecycle at the simulator, with the header that `from-sdk` names. */

const VERSION = { 'Accept-Version': 'v20111101' };

const { tools } = installed();
let served: ServedMxSimulator;
beforeAll(async () => {
  served = await serveMxSimulator({ step: 50 });
});
afterAll(() => served.close());

const sdkOf = (version: string, headers: Sdk['headers'] = VERSION): Sdk => ({
  folder: tools,
  name: `mx-sdk-${version}`,
  url: served.url,
  headers,
});

test.each(['0.12', '0.43', '1.12', '2.1'])(
  'version %s connects a member, and gets its accounts and a widget',
  async (version) => {
    const walked = await walk(sdkOf(version));
    expect(walked).toEqual({
      statuses: ['CHALLENGED', 'CONNECTED'],
      accounts: expect.any(Number),
      widget: expect.stringMatching(/\/widget\//),
    });
    expect(walked.accounts).toBeGreaterThan(0);
  },
);

test('without the header, every version is refused', async () => {
  for (const version of ['0.12', '2.1'])
    await expect(walk(sdkOf(version, {}))).rejects.toMatchObject({
      response: { status: 406 },
    });
});

test('the Node server of mx-quickconnect begins: a user with the id null, and a widget for a verification', async () => {
  const call = callsOf(sdkOf('0.12'));
  const { user } = await call('createUser', { user: { id: null } });
  const { widget_url } = await call('requestWidgetURL', user.guid, {
    widget_url: {
      include_transactions: true,
      is_mobile_webview: false,
      mode: 'verification',
      ui_message_version: 4,
      widget_type: 'connect_widget',
    },
  });
  const page = await fetch(widget_url.url);
  expect(await page.text()).toContain('mx/connect/loaded');
});
