/** `@mx-member/connect/create`: begins with the login, and creates the member with it. */
export {
  createNewConnection,
  type NewConnection,
  type NewConnectionOptions,
} from './create-new-connection.ts';
export type { Candidate, Created, Creations, FirstLogin, OauthWay } from './creations.ts';
