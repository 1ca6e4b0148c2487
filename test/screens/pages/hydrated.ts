/** The `<mx-connect>` that a server has rendered, hydrated by the framework in the hash of the address. */
import { MxConnect } from '@mx-member/connect/element/react';
import '@mx-member/connect/element/svelte';
import '@mx-member/connect/element/vue';
import { createElement } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { createComponent } from 'solid-js';
import { hydrate as hydrateSolid } from 'solid-js/web';
import { hydrate } from 'svelte';
import { createSSRApp, h } from 'vue';
import { SCREENS, still } from '../support/screens.ts';
import Element from './Element.svelte';
import { Element as SolidElement } from './solid/Element.tsx';

const connection = still(SCREENS['a code']);
const target = document.querySelector('main') as HTMLElement;
const HYDRATE: Readonly<Record<string, () => unknown>> = {
  React: () =>
    hydrateRoot(
      target,
      createElement(
        MxConnect,
        { connection },
        createElement('p', { slot: 'footer' }, 'Of the page'),
      ),
    ),
  Vue: () =>
    createSSRApp({
      render: () => h('mx-connect', { connection }, [h('p', { slot: 'footer' }, 'Of the page')]),
    }).mount(target),
  Svelte: () => hydrate(Element, { target, props: { connection } }),
  Solid: () => hydrateSolid(() => createComponent(SolidElement, { connection }), target),
};
HYDRATE[location.hash.slice(1)]?.();
