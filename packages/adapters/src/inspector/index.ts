export { type InspectMemberOptions, inspectMember } from './inspect.ts';
export { inspectViews } from './members.ts';
export { createPseudonyms, type Pseudonyms } from './pseudonyms.ts';
export { type HideOptions, hideSecrets } from './secrets.ts';
