import { contract } from './contract.ts';
import { inSqlite } from './in-process.ts';

contract('createHost in SQLite', inSqlite, { explains: true });
