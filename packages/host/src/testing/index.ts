/** `@mx-member/host/testing`: checks for a `HostStore` of your own, for any test runner. */
export { type HostStoreCheck, hostStoreChecks, type StorePlace } from './checks.ts';
