import MemberScreen from '@mx-member/connect/svelte/MemberScreen.svelte';
import { mount, unmount } from 'svelte';
import { startApp } from '../support/app.ts';

startApp((target, connection) => {
  const show = () => mount(MemberScreen, { target, props: { connection } });
  let shown = show();
  return {
    hide: () => void unmount(shown),
    show() {
      shown = show();
    },
  };
});
