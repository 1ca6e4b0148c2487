export { normalizeProps, type SveltePropTypes } from './normalize.ts';
export { keepFocus, memberScreen, type ReadableStore, type SvelteConnectApi } from './store.ts';
