/** @jsxImportSource solid-js */
import {
  MemberScreen,
  type MemberScreenProps,
  ScreenTree,
  useMemberScreen,
} from '@mx-member/connect/solid';
import { For } from 'solid-js';

export const Connect = (props: MemberScreenProps) => <MemberScreen connection={props.connection} />;

export function OwnScreen(props: MemberScreenProps) {
  const { screen, root } = useMemberScreen(props.connection); // A store.
  return (
    <section {...root}>
      <For each={screen.children}>
        {(node) => typeof node === 'object' && <ScreenTree node={node} />}
      </For>
    </section>
  );
}
