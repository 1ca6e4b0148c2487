/** `@mx-member/http/create`: creates members so that a crash neither loses a member nor logs in twice. */
export { type AbandonedRequest, deleteAbandonedMembers } from './abandoned.ts';
export { type CreationClient, type CreationRequest, connectCreations } from './client.ts';
export { type CreateAndStartRequest, createAndStart, readCreation } from './create-and-start.ts';
export type {
  CreatingHost,
  Creation,
  CreationId,
  CreationKeeper,
  CreationStep,
} from './creation.ts';
export type {
  Credential,
  ListedMember,
  MemberCreator,
  MemberDirectory,
  MemberRemover,
  OauthRequest,
} from './members.ts';
export { CreationRecovery } from './recovery.ts';
export type { Candidate, CreationView } from './view.ts';
