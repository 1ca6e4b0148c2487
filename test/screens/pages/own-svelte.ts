import { mount, unmount } from 'svelte';
import Screen from '../../../examples/own-markup/svelte/Screen.svelte';
import { startApp } from '../support/app.ts';

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
