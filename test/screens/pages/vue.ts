import { MemberScreen } from '@mx-member/connect/vue';
import { createApp, defineComponent, h, KeepAlive, shallowRef } from 'vue';
import { startApp } from '../support/app.ts';

startApp((root, connection) => {
  const isShown = shallowRef(true);
  const Page = defineComponent(
    () => () =>
      h(KeepAlive, null, {
        default: () => (isShown.value ? h(MemberScreen, { connection }) : undefined),
      }),
  );
  createApp(Page).mount(root);
  const set = (next: boolean) => () => {
    isShown.value = next;
  };
  return { hide: set(false), show: set(true) };
});
