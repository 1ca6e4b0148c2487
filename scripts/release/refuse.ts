/** What `npm publish` runs first in each package: it fails while a decision of the owner is a placeholder. */
import { OWNER, undecided } from '../manifests/owner.ts';

const sentences = undecided(OWNER);
for (const sentence of sentences) console.error(sentence);
if (sentences.length > 0) process.exitCode = 1;
