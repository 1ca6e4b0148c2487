import { createApp } from 'vue';
import Screen from '../../../examples/own-markup/vue/BankScreen.vue';
import { startApp } from '../support/app.ts';

startApp((root, connection) => {
  let app = createApp(Screen, { connection });
  app.mount(root);
  return {
    hide: () => app.unmount(),
    show() {
      app = createApp(Screen, { connection });
      app.mount(root);
    },
  };
});
