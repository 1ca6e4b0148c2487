import type { DefineComponent } from 'vue';
import type { MxConnect, MxConnectEvents } from '../mx-connect.ts';
import '../index.ts';

/** Props of `<mx-connect>` in a template: `:connection`, `@connected` and so on. */
export interface MxConnectProps {
  readonly connection?: MxConnect['connection'];
  readonly onNextStep?: MxConnect['onNextStep'];
  readonly onConnected?: (event: MxConnectEvents['connected']) => void;
  readonly onFailed?: (event: MxConnectEvents['failed']) => void;
  readonly onStopped?: (event: MxConnectEvents['stopped']) => void;
  readonly onViewchange?: (event: MxConnectEvents['viewchange']) => void;
}

declare module 'vue' {
  interface GlobalComponents {
    'mx-connect': DefineComponent<MxConnectProps>;
  }
}
