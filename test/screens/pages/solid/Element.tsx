/** @jsxImportSource solid-js */
import type { MemberConnection } from '@mx-member/connect';
import '@mx-member/connect/element/solid';
import type { JSX } from 'solid-js';

/** `<mx-connect>` in a component, with a slot of the page. */
export function Element(props: { readonly connection: MemberConnection }): JSX.Element {
  return (
    <mx-connect prop:connection={props.connection}>
      <p slot="footer">Of the page</p>
    </mx-connect>
  );
}
