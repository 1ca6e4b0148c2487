import { contract } from './contract.ts';
import { inMemoryOverHttp } from './in-process.ts';

contract('connectHost to a host behind createHostHandler', inMemoryOverHttp);
