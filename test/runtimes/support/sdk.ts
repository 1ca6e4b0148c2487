import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { credentials } from '../../support/simulated.ts';

/** A version of MX's SDK as a program uses it. Its calls are in one class, or in a class for each kind of record. */

type Call = (
  ...args: readonly unknown[]
) => Promise<{ readonly status: number; readonly data: Data }>;

interface Data {
  readonly user: { readonly guid: string };
  readonly member: { readonly guid: string; readonly connection_status: string };
  readonly challenges: readonly { readonly guid: string }[];
  readonly accounts: readonly object[];
  readonly widget_url: { readonly url: string };
}

type Module = Readonly<
  Record<string, new (configuration: object) => Readonly<Record<string, Call>>>
> & {
  readonly Configuration: new (options: object) => object;
};

/** An installed version of the SDK, and the server that it calls. */
export interface Sdk {
  /** The folder in which it is installed. */
  readonly folder: string;
  /** The name under which it is installed. */
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The calls of an SDK, set up as its readme says, with `headers` besides. */
export function callsOf({ folder, name, url: basePath, headers }: Sdk) {
  const sdk: Module = createRequire(join(folder, 'package.json'))(name);
  const configuration = new sdk.Configuration({
    basePath,
    username: DEFAULT_CLIENT_ID,
    password: DEFAULT_API_KEY,
    baseOptions: { headers },
  });
  const apis = Object.keys(sdk)
    .filter((name) => /^[A-Z]\w+Api$/.test(name))
    .map((name) => new (sdk[name] as NonNullable<Module[string]>)(configuration));
  return async (name: string, ...args: readonly unknown[]): Promise<Data> => {
    const api = apis.find((one) => typeof one[name] === 'function');
    const reply = await api?.[name]?.(...args);
    if (!reply) throw new Error(`The SDK has no ${name}.`);
    return reply.data;
  };
}

/** Reads the status until it has another value. */
async function statusAfter(read: () => Promise<string>, before: RegExp): Promise<string> {
  for (;;) {
    const status = await read();
    if (!before.test(status)) return status;
  }
}

/** From a new user to a connected member and its accounts. @returns The statuses that were seen. */
export async function walk(sdk: Sdk) {
  const call = callsOf(sdk);
  const { user } = await call('createUser', { user: { id: sdk.name.replace('.', '-') } });
  const { member } = await call('createMember', user.guid, {
    member: { institution_code: 'mxbank', credentials: credentials('challenge') },
  });
  const read = async () =>
    (await call('readMemberStatus', member.guid, user.guid)).member.connection_status;
  const asked = await statusAfter(read, /CREATED/);
  const { challenges } = await call('listMemberChallenges', member.guid, user.guid);
  const answers = challenges.map(({ guid }) => ({ guid, value: 'correct' }));
  await call('resumeAggregation', member.guid, user.guid, { member: { challenges: answers } });
  const ended = await statusAfter(read, /RESUMED/);
  const { accounts } = await call('listUserAccounts', user.guid);
  const widget = { widget_url: { widget_type: 'connect_widget' } };
  const { widget_url } = await call('requestWidgetURL', user.guid, widget);
  await call('deleteMember', member.guid, user.guid);
  return { statuses: [asked, ended], accounts: accounts.length, widget: widget_url.url };
}
