import type { Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import './site.css';

/** The first page of the default theme has no main landmark. */
const markMain = (): void =>
  document.querySelector('.VPContent.is-home')?.setAttribute('role', 'main');

export default {
  extends: DefaultTheme,
  enhanceApp() {
    if (typeof document === 'undefined') return;
    new MutationObserver(markMain).observe(document.body, { childList: true, subtree: true });
    markMain();
  },
} satisfies Theme;
