export { keepFocus, memberView, type PartComponents, type ReadableStore } from './store.ts';
