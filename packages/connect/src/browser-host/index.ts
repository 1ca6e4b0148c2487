/** `@mx-member/connect/browser-host`: runs members in this page. */
export type { StorageOption } from '../page-storage.ts';
export { createBrowserHost } from './browser-host.ts';
export type {
  Attendance,
  Attendant,
  BrowserHost,
  BrowserHostOptions,
  ObservedStep,
} from './contract.ts';
