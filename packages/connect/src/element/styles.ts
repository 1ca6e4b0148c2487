import { unsafeCSS } from 'lit';
import { LOOKS } from './looks.ts';

/**
 * The styles of `<mx-connect>`: the styles of the plain screens, and space for the content of its slots. A reset of the page,
 * such as Tailwind's, wins over each rule for `:host`, so the edge and the colours belong to the box in it.
 */
export const STYLES = unsafeCSS(
  `${LOOKS}:host{display:block;inline-size:100%;max-inline-size:27rem}:host([hidden]){display:none}[part=box]{display:flex;flex-direction:column;gap:1.25rem}`,
);
