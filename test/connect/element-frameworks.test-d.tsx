/** The attributes of `<mx-connect>` in the markup of each framework. */
import type { MemberConnection } from '@mx-member/connect';
import { MxConnect } from '@mx-member/connect/element/react';
import type { MxConnectAttributes as SolidAttributes } from '@mx-member/connect/element/solid';
import type { MxConnectAttributes as SvelteAttributes } from '@mx-member/connect/element/svelte';
import type { MxConnectProps as VueProps } from '@mx-member/connect/element/vue';
import type { JSX as SolidJSX } from 'solid-js';
import type { SvelteHTMLElements } from 'svelte/elements';
import type { GlobalComponents } from 'vue';

declare const connection: MemberConnection;

export const component = (
  <MxConnect
    connection={connection}
    className="card"
    onNextStep={(step) => void step.toUpperCase()}
    onConnected={({ detail }) => void (detail.restored satisfies boolean)}
    onFailed={({ detail }) => void (detail.reason satisfies string)}
  >
    <p slot="footer">Of the page</p>
  </MxConnect>
);

export const markup = <mx-connect connection={connection} slot="bank" />;

// @ts-expect-error A component needs a connection.
export const without = <MxConnect />;

// @ts-expect-error An address is not a connection.
export const wrong = <mx-connect connection="https://app.example" />;

export const solid: SolidJSX.IntrinsicElements['mx-connect'] = {
  'prop:connection': connection,
  'on:connected': ({ detail }) => void (detail.restored satisfies boolean),
} satisfies SolidAttributes;

export const svelte: SvelteHTMLElements['mx-connect'] = {
  connection,
  onfailed: ({ detail }) => void (detail.reason satisfies string),
} satisfies SvelteAttributes;

export const vue: InstanceType<GlobalComponents['mx-connect']>['$props'] = {
  connection,
  onConnected: ({ detail }) => void (detail.restored satisfies boolean),
} satisfies VueProps;
