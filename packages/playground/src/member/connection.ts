import type { Mx } from '@mx-member/adapters/mx';
import {
  type ConnectionView,
  createMemberConnection,
  type MemberConnection,
} from '@mx-member/connect';
import type { MemberHost } from '@mx-member/machine/hosting';
import type { MemberInput, MemberView } from '@mx-member/machine/step';
import type { Scenario } from '../scenarios.ts';

/** What `<mx-connect>` shows: the member that the page runs. */
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
    // The simulated bank has an address that no window can open: its page is shown in this one.
    openBank() {
      connection.retry({ job: null });
      visitBank();
    },
  };
}

/** A connection that shows one view, and never another. */
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
    retry: nothing,
    dispose: nothing,
  };
}
