/** What the services are called in Restate. */

/** The virtual object of a member, unless another name is given. */
export const DEFAULT_NAME = 'mxMember';
export const DEFAULT_BUDGET_NAME = 'mxBudget';

/** The object that grants each command to one attempt. */
export const fenceOf = (name: string): string => `${name}Fence`;

/** The object that knows the members of a user, so that the user can be forgotten. */
export const usersOf = (name: string): string => `${name}User`;

/** The object that keeps how far the creations of a user are. */
export const creationsOf = (name: string): string => `${name}Creations`;

/** The service that passes outcomes to `onEnded`. */
export const deliveryOf = (name: string): string => `${name}Ended`;
