import { JOBS } from '@mx-member/machine/step';

/** The names of the platform's routes. A route that starts a job has the name of the job. */
export const ENDPOINT_NAMES = [
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
  'widgetUrl',
  'connectWidgetUrl',
  'widgetPage',
  'listAccounts',
  'readAccount',
  'listAccountNumbers',
  'listAccountOwners',
  'listTransactions',
  'readTransaction',
  ...JOBS,
] as const;
/** One of {@link ENDPOINT_NAMES}. */
export type EndpointName = (typeof ENDPOINT_NAMES)[number];
