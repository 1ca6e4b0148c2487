import { contract } from './contract.ts';
import { inMemory } from './in-process.ts';

contract('createHost in memory', inMemory, { explains: true });
