import '@mx-member/connect/element';
import { startApp } from '../support/app.ts';

startApp((root, connection) => {
  const element = document.createElement('mx-connect');
  element.connection = connection;
  root.append(element);
  return { hide: () => element.remove(), show: () => root.append(element) };
});
