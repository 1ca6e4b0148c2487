/** `@mx-member/connect/create`: begins with the login, and creates the member with it. */
export {
  createNewConnection,
  type NewConnection,
  type NewConnectionOptions,
} from './create-new-connection.ts';
export type { BankPageWay, Created, Creations, FirstLogin, LikelyMember } from './creations.ts';
