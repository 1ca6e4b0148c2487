export { inspectMember } from './inspect.ts';
export { inspectViews } from './members.ts';
export { createPseudonyms, type Pseudonyms } from './pseudonyms.ts';
export { hideSecrets } from './secrets.ts';
