/** @jsxImportSource solid-js */
import {
  MemberScreen,
  type MemberScreenProps,
  useMemberConnection,
} from '@mx-member/connect/solid';

export const Connect = (props: MemberScreenProps) => <MemberScreen connection={props.connection} />;

export function OwnScreen(props: MemberScreenProps) {
  const api = useMemberConnection(props.connection); // An accessor.
  return <section {...api().getRootProps()}>{api().title}</section>;
}
