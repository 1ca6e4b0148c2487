import { type Messages, plural } from '@mx-member/connect';

export const messages: Partial<Messages> = {
  lang: 'de',
  bank: 'Ihre Bank',
  aggregating: 'Verbindung mit {bank} wird hergestellt',
  'ask.TOKEN': 'Geben Sie Ihren Code ein',
  questions: plural('de', {
    one: 'Beantworten Sie eine Frage von {bank}',
    other: 'Beantworten Sie {count} Fragen von {bank}',
  }),
  'title.credentials': '{bank} hat Ihre Anmeldung nicht akzeptiert',
  submit: 'Weiter',
};
