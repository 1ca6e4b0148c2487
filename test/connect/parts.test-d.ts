/** The props of each part fit the documented elements in each framework, without a cast. */
import type { ConnectApi, PropTypes } from '@mx-member/connect';
import type { ReactConnectApi } from '@mx-member/connect/react';
import type { SolidConnectApi } from '@mx-member/connect/solid';
import type { SvelteConnectApi } from '@mx-member/connect/svelte';
import type { VueConnectApi } from '@mx-member/connect/vue';
import type { JSX as ReactJsx } from 'react';
import type { JSX as SolidJsx } from 'solid-js';
import type { SvelteHTMLElements } from 'svelte/elements';
import { expectTypeOf, test } from 'vitest';
import type { NativeElements } from 'vue';

/** The documented elements of each part. */
interface Elements {
  getRootProps: 'section' | 'main' | 'div';
  getStatusProps: 'div' | 'header';
  getDetailProps: 'p' | 'div' | 'li';
  getLogoProps: 'img';
  getClockProps: 'span' | 'p';
  getFormProps: 'form';
  getQuestionProps: 'fieldset' | 'div';
  getLegendProps: 'legend';
  getLabelProps: 'label';
  getFieldProps: 'input';
  getOptionLabelProps: 'label';
  getOptionTextProps: 'span' | 'bdi';
  getOptionProps: 'input';
  getPictureProps: 'img';
  getProblemProps: 'p' | 'div';
  getCredentialLabelProps: 'label';
  getCredentialProps: 'input';
  getRevealProps: 'button';
  getSubmitProps: 'button';
  getBankLinkProps: 'button';
  getRetryProps: 'button';
  getNextStepProps: 'button';
  getCancelProps: 'button';
}

type Tag = Elements[keyof Elements];
type PropsOf<Api extends ConnectApi<PropTypes>, Part extends keyof Elements> = ReturnType<
  Api[Part]
>;

/** The parts whose props do not fit one of their elements. */
type Misfits<Api extends ConnectApi<PropTypes>, Tags extends Record<Tag, unknown>> = {
  [Part in keyof Elements]: {
    [Name in Elements[Part]]: PropsOf<Api, Part> extends Tags[Name] ? never : `${Part} of ${Name}`;
  }[Elements[Part]];
}[keyof Elements];

test('every part fits its elements in React, Vue, Svelte and Solid', () => {
  expectTypeOf<Misfits<ReactConnectApi, ReactJsx.IntrinsicElements>>().toBeNever();
  expectTypeOf<Misfits<VueConnectApi, NativeElements>>().toBeNever();
  expectTypeOf<Misfits<SvelteConnectApi, SvelteHTMLElements>>().toBeNever();
  expectTypeOf<Misfits<SolidConnectApi, SolidJsx.IntrinsicElements>>().toBeNever();
});

test('every part is one of these', () => {
  type Getter = Extract<keyof ConnectApi<PropTypes>, `get${string}Props`>;
  expectTypeOf<keyof Elements>().toEqualTypeOf<Getter>();
});
