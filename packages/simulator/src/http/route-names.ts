import { JOBS } from '@mx-member/machine';

/** The routes of the platform by name. Those that start a job are named like the job. */
export const ROUTE_NAMES = [
  'listUsers',
  'createUser',
  'readUser',
  'updateUser',
  'deleteUser',
  'listInstitutions',
  'favoriteInstitutions',
  'readInstitution',
  'institutionCredentials',
  'listMembers',
  'createMember',
  'readMember',
  'updateMember',
  'deleteMember',
  'memberCredentials',
  'status',
  'challenges',
  'resume',
  'oauthWindowUri',
  'oauthPage',
  ...JOBS,
] as const;
/** One of {@link ROUTE_NAMES}. */
export type RouteName = (typeof ROUTE_NAMES)[number];
