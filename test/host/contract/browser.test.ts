import { contract } from './contract.ts';
import { inBrowser } from './in-browser.ts';

contract('a host in a page', inBrowser);
