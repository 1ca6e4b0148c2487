/** The names of the services in Restate. */

/** The default name of a member's virtual object. */
export const DEFAULT_NAME = 'mxMember';
export const DEFAULT_BUDGET_NAME = 'mxBudget';

/** The object that grants each command to only one attempt. */
export const fenceOf = (name: string): string => `${name}Fence`;

/** The object that lists the members of a user, so that the user can be forgotten. */
export const usersOf = (name: string): string => `${name}User`;

/** The object that stores the progress of a user's creations. */
export const creationsOf = (name: string): string => `${name}Creations`;

/** The service that delivers outcomes to `onEnded`. */
export const deliveryOf = (name: string): string => `${name}Ended`;
