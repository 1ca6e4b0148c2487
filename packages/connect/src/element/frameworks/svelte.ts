import type { HTMLAttributes } from 'svelte/elements';
import type { MxConnect, MxConnectEvents } from '../mx-connect.ts';
import '../index.ts';

/** Attributes of `<mx-connect>` in a Svelte component: `{connection}`, `onconnected` and so on. */
export interface MxConnectAttributes extends HTMLAttributes<MxConnect> {
  connection?: MxConnect['connection'];
  onNextStep?: MxConnect['onNextStep'];
  onconnected?: (event: MxConnectEvents['connected']) => void;
  onfailed?: (event: MxConnectEvents['failed']) => void;
  onstopped?: (event: MxConnectEvents['stopped']) => void;
  onviewchange?: (event: MxConnectEvents['viewchange']) => void;
}

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'mx-connect': MxConnectAttributes;
  }
}
