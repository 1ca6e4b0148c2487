/** A member with data to read. */
export interface Place {
  readonly user: string;
  readonly member: string;
}

/** The routes to measure, each with a request. */
export const ROUTES: Readonly<Record<string, (place: Place) => readonly [string, string]>> = {
  status: ({ user, member }) => ['GET', `/users/${user}/members/${member}/status`],
  listUsers: () => ['GET', '/users'],
  verify: ({ user, member }) => ['POST', `/users/${user}/members/${member}/verify`],
  listAccounts: ({ user, member }) => ['GET', `/users/${user}/members/${member}/accounts`],
  listTransactions: ({ user, member }) => ['GET', `/users/${user}/members/${member}/transactions`],
};
