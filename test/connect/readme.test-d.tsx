/** The lines of a page in the root's README, compiled with the types of React. */
declare const member: import('@mx-member/machine').MemberId;

import { createMemberConnection } from '@mx-member/connect';
import { MemberScreen } from '@mx-member/connect/react';
import { connectHost } from '@mx-member/host/http';

const connection = createMemberConnection({
  host: connectHost({ url: '/api/mx' }),
  input: { member, job: 'aggregate' },
});
const Bank = () => <MemberScreen connection={connection} />;

export { Bank };
