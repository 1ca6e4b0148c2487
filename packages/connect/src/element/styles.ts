import { unsafeCSS } from 'lit';
import { LOOKS } from './looks.ts';

/** The styles of `<mx-connect>`: the styles of the plain screens, and space for the content of its slots. */
export const STYLES = unsafeCSS(
  `${LOOKS}:host{display:flex;flex-direction:column;gap:1.25rem}:host([hidden]){display:none}`,
);
