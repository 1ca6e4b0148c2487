/** `npm publish` runs this first in each package. It fails while a decision of the owner is missing. */
import { OWNER, undecided } from '../manifests/owner.ts';

const sentences = undecided(OWNER);
for (const sentence of sentences) console.error(sentence);
if (sentences.length > 0) process.exitCode = 1;
