export { keepFocus, memberView, type PartComponents } from './store.ts';
