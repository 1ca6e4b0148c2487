/** What the page uses of MX's widget, which only `test:widget` installs. */
declare module '@mxenabled/connect-widget' {
  import type { ComponentType, ReactNode } from 'react';

  export const ApiProvider: ComponentType<{
    readonly apiValue: object;
    readonly children?: ReactNode;
  }>;
  export const ConnectWidget: ComponentType<{
    readonly clientConfig: object;
    readonly profiles: object;
    readonly language: object;
    readonly userFeatures: readonly object[];
    readonly onPostMessage: (event: string, data?: object) => void;
    readonly onAnalyticEvent: (event: string) => void;
  }>;
}
