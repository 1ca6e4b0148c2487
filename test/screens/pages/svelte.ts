import { mount, unmount } from 'svelte';
import { startApp } from '../support/app.ts';
import Screen from './Given.svelte';

startApp((target, connection) => {
  const show = () => mount(Screen, { target, props: { connection } });
  let shown = show();
  return {
    hide: () => void unmount(shown),
    show() {
      shown = show();
    },
  };
});
