import { createNewConnection } from '@mx-member/connect/create';
import '@mx-member/connect/element';
import { ES_419 } from '@mx-member/connect/messages/es-419';
import { connectCreations, connectHost } from '@mx-member/host/http';
import { LANGUAGES } from '../support/languages.ts';

/**
 * The screen before the member is created, and a button for its language. The address names the creation, the institution, its state and
 * the language.
 */
const [id = '', code = 'mxbank', status = '', lang = 'en'] = location.hash.slice(1).split('@');
const { messages } = LANGUAGES[lang] ?? {};
document.documentElement.lang = messages?.lang ?? lang;
const connection = createNewConnection({
  host: connectHost({ url: '/mx' }),
  creations: connectCreations({ url: '/mx' }),
  id,
  institution: {
    code,
    name: 'MX Bank',
    status,
    url: 'https://bank.example/',
    instructionalText: '<p>Use the login of <b>online banking</b>.</p>',
  },
  showInstitutionStatus: true,
  appName: 'Budget',
  countAccounts: async () => 3,
  storage: () => sessionStorage,
  ...(messages && { messages }),
  onNextStep: { chooseInstitution: () => location.assign('/banks') },
});
const element = document.createElement('mx-connect');
element.connection = connection;
const language = document.createElement('button');
language.textContent = 'Español';
language.addEventListener('click', () => connection.setMessages(ES_419));
document.querySelector('main')?.append(language, element);
