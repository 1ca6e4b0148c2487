import { MxConnect } from './mx-connect.ts';

export { MxConnect, type MxConnectEvents } from './mx-connect.ts';

declare global {
  interface HTMLElementTagNameMap {
    'mx-connect': MxConnect;
  }
}

// A page may load this twice, for example from two bundles.
if (!customElements.get('mx-connect')) customElements.define('mx-connect', MxConnect);
