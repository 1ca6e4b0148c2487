/** `@mx-member/http/create`: creates members so that a crash neither loses a member nor logs in twice. */
export { deleteAbandonedMembers } from './abandoned.ts';
export { type CreationClient, connectCreations } from './client.ts';
export { type CreateAndStartRequest, createAndStart, readCreation } from './create-and-start.ts';
export type {
  CreatingHost,
  Creation,
  CreationId,
  CreationKeeper,
} from './creation.ts';
export type {
  Credential,
  ListedMember,
  MemberCreator,
  MemberDirectory,
} from './members.ts';
export { CreationRecovery } from './recovery.ts';
export type { CreationView } from './view.ts';
