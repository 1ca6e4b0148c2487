/** Puts the stylesheet of the connect screen into `<mx-connect>`, without its comments and spaces: `pnpm looks`. */
import { writeFileSync } from 'node:fs';
import { LOOKS_FILE, looksModule } from './looks.ts';

writeFileSync(LOOKS_FILE, await looksModule());
console.log(`Wrote ${LOOKS_FILE}.`);
