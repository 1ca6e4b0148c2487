import '@mx-member/connect/element';
import { connection } from './bank.ts';

const element = document.querySelector('mx-connect');
if (element) element.connection = connection;
element?.addEventListener('connected', () => location.assign('/accounts'));
