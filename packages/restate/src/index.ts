export type { Erased } from '@mx-member/http/host';
export { createRestateHost, type RestateHostOptions, type RestateMemberHost } from './host.ts';
export {
  createOpen,
  createSeal,
  createSealKeys,
  type Open,
  type Seal,
  type SealedFor,
  type SealKeys,
} from './seal.ts';
