import type { StatusName } from '@mx-member/machine/step';
import type { ConnectionStatus } from '../bank/scripts.ts';

/** `connection_status_message`: a sentence for the end user, with the name of the institution. */
const SENTENCES: Readonly<Record<StatusName, (bank: string) => string | null>> = {
  null: () => null,
  CREATED: (bank) => `Connecting to ${bank}.`,
  PREVENTED: (bank) =>
    `The last three attempts to log in to ${bank} failed. Please enter your credentials again.`,
  DENIED: (bank) => `The credentials do not match those at ${bank}. Please correct them.`,
  CHALLENGED: (bank) => `To authenticate, ${bank} asks for more information.`,
  REJECTED: () => 'The answer was not right. Please try again.',
  LOCKED: (bank) =>
    `Your account is locked. Please log in at ${bank}'s website and follow the steps.`,
  CONNECTED: (bank) => `Connected to ${bank}.`,
  IMPEDED: (bank) => `Your attention is needed at ${bank}'s website.`,
  RECONNECTED: (bank) => `Reconnecting to ${bank}.`,
  DEGRADED: (bank) => `The connection to ${bank} is being upgraded. Please try again later.`,
  DISCONNECTED: (bank) => `Data from ${bank} cannot be imported at present. We are working on it.`,
  DISCONTINUED: (bank) => `Connections to ${bank} are no longer supported.`,
  CLOSED: (bank) => `The connection to ${bank} has been closed.`,
  DELAYED: (bank) => `Importing your data from ${bank} may take a while. Please check back later.`,
  FAILED: (bank) => `There was a problem with your credentials at ${bank}. Please try again later.`,
  UPDATED: (bank) => `Connecting to ${bank}.`,
  DISABLED: (bank) => `Importing data from ${bank} has been switched off.`,
  IMPORTED: (bank) => `You must authenticate again for ${bank}.`,
  RESUMED: (bank) => `Connecting to ${bank}.`,
  EXPIRED: () => 'The answer did not come in time. Please try again.',
  IMPAIRED: (bank) => `You must authenticate again for ${bank}.`,
  PENDING: (bank) => `The authorization at ${bank} is not finished.`,
};

/** @param bank The name of the institution. */
export const messageOf = (status: ConnectionStatus, bank: string): string | null =>
  SENTENCES[status ?? 'null'](bank);
