/** `@mx-member/connect/mx-widget`: MX's own widget as the screen of your host. Experimental. */
export { createMxWidgetApi, type WidgetApi, type WidgetOptions } from './widget-api.ts';
