import type { Messages } from '@mx-member/connect';

export const messages: Partial<Messages> = {
  challenged: '{bank} hat eine Frage',
  submit: 'Weiter',
  'reason.credentials': 'Die Anmeldung stimmt nicht.',
};
