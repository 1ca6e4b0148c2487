import { unsafeCSS } from 'lit';
import { LOOKS } from './looks.ts';

/** The looks of `<mx-connect>`: those of the plain screens, and room for what a page puts into its slots. */
export const STYLES = unsafeCSS(
  `${LOOKS}:host{display:flex;flex-direction:column;gap:1.25rem}:host([hidden]){display:none}`,
);
