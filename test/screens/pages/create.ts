import { createNewConnection } from '@mx-member/connect/create';
import '@mx-member/connect/element';
import { connectCreations, connectHost } from '@mx-member/host/http';

/** The screen before the member is created. The address names the creation. */
const element = document.createElement('mx-connect');
element.connection = createNewConnection({
  host: connectHost({ url: '/mx' }),
  creations: connectCreations({ url: '/mx' }),
  id: location.hash.slice(1),
  institution: {
    code: 'mxbank',
    name: 'MX Bank',
    instructionalText: '<p>Use the login of <b>online banking</b>.</p>',
  },
  storage: () => sessionStorage,
});
document.querySelector('main')?.append(element);
