import type { Mx } from '@mx-member/adapters/mx';
import {
  type ConnectionView,
  createMemberConnection,
  type MemberConnection,
} from '@mx-member/connect';
import type { MemberHost } from '@mx-member/machine/hosting';
import type { MemberInput, MemberView } from '@mx-member/machine/step';
import type { Scenario } from '../scenarios.ts';

/** The connection that `<mx-connect>` shows: the member that the page runs. */
export function connectMember(
  host: MemberHost,
  access: Mx,
  input: MemberInput,
  { institutionCode }: Scenario,
  visitBank: () => void,
): MemberConnection {
  const connection = createMemberConnection({
    host,
    access,
    input,
    institution: { code: institutionCode, name: 'MX Bank' },
  });
  return {
    ...connection,
    // A window cannot open the address of the simulated bank, so its page is shown inside this page.
    openBank() {
      connection.retry({ job: null });
      visitBank();
    },
  };
}

/** A connection that always shows the same view. */
export function frozen(connection: MemberConnection, member: MemberView): MemberConnection {
  const view: ConnectionView = {
    ...connection.getServerView(),
    member,
    warning: member.warning?.code ?? null,
  };
  const nothing = () => {};
  return {
    options: connection.options,
    getView: () => view,
    getServerView: () => view,
    subscribe: () => nothing,
    answer: async () => [],
    openBank: nothing,
    returned: nothing,
    submitCredentials: async () => {},
    hint: nothing,
    cancel: nothing,
    askToCancel: nothing,
    retry: nothing,
    setMessages: nothing,
    dispose: nothing,
  };
}
