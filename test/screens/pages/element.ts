import '@mx-member/connect/element';
import { GIVEN, startApp } from '../support/app.ts';

startApp((root, connection) => {
  const element = document.createElement('mx-connect');
  element.connection = connection;
  element.onNextStep = GIVEN.onNextStep;
  element.onDone = GIVEN.onDone;
  root.append(element);
  // Sets the properties after the element has entered the page, as a page does that finds the element in its markup.
  element.addEventListener('connected', ({ detail }) => GIVEN.onConnected(detail));
  element.addEventListener('failed', ({ detail }) => GIVEN.onFailed(detail));
  element.addEventListener('step', ({ detail }) => GIVEN.onStep(detail));
  return { hide: () => element.remove(), show: () => root.append(element) };
});
