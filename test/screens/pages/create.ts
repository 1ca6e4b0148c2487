import { createNewConnection } from '@mx-member/connect/create';
import '@mx-member/connect/element';
import { ES_419 } from '@mx-member/connect/messages/es-419';
import { connectCreations, connectHost } from '@mx-member/host/http';

/** The screen before the member is created, and a button for its language. The address names the creation and the institution. */
const [id = '', code = 'mxbank'] = location.hash.slice(1).split('@');
const connection = createNewConnection({
  host: connectHost({ url: '/mx' }),
  creations: connectCreations({ url: '/mx' }),
  id,
  institution: {
    code,
    name: 'MX Bank',
    instructionalText: '<p>Use the login of <b>online banking</b>.</p>',
  },
  storage: () => sessionStorage,
  onNextStep: { chooseInstitution: () => location.assign('/banks') },
});
const element = document.createElement('mx-connect');
element.connection = connection;
const language = document.createElement('button');
language.textContent = 'Español';
language.addEventListener('click', () => connection.setMessages(ES_419));
document.querySelector('main')?.append(language, element);
