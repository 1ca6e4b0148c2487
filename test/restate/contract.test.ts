import { contract } from '../host/contract/contract.ts';
import { onRestate } from './support/subject.ts';

const options = { isInRealTime: true, losesWaits: false };
contract('Restate over HTTP/2', (trace) => onRestate('HTTP/2', trace), options);
contract('Restate over HTTP/1.1', (trace) => onRestate('HTTP/1.1', trace), options);
