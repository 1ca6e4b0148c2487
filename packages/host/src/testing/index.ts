/** `@mx-member/host/testing`: checks for a `HostStore` of your own, for any test runner. */
export { hostStoreChecks, type StorePlace } from './checks.ts';
