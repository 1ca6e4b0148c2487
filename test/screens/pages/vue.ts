import type { ConnectionView } from '@mx-member/connect';
import { MemberScreen } from '@mx-member/connect/vue';
import { createApp, defineComponent, h, KeepAlive, shallowRef } from 'vue';
import { GIVEN, lastOf, startApp } from '../support/app.ts';

startApp((root, connection) => {
  const isShown = shallowRef(true);
  const slots = { default: ({ view }: { readonly view: ConnectionView }) => lastOf(view) };
  const screen = () => h(MemberScreen, { connection, ...GIVEN }, slots);
  const Page = defineComponent(
    () => () =>
      h(KeepAlive, null, {
        default: () => (isShown.value ? screen() : undefined),
      }),
  );
  createApp(Page).mount(root);
  const set = (next: boolean) => () => {
    isShown.value = next;
  };
  return { hide: set(false), show: set(true) };
});
