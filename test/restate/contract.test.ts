import { contract } from '../host/contract/contract.ts';
import { isEverywhere } from '../support/run-count.ts';
import { onRestate } from './support/subject.ts';

const options = { isInRealTime: true, losesWaits: false, explains: true };
contract('Restate over HTTP/2', (trace) => onRestate('HTTP/2', trace), options);
// The contract takes ten seconds of both cores, so `pnpm test` runs it over one transport.
if (isEverywhere)
  contract('Restate over HTTP/1.1', (trace) => onRestate('HTTP/1.1', trace), options);
