/** `@mx-member/connect/create`: shows the login form and creates the member. */
export {
  createNewConnection,
  type NewConnection,
  type NewConnectionOptions,
} from './create-new-connection.ts';
