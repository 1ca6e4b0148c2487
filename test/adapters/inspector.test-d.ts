import { inspectMember } from '@mx-member/adapters/inspector';
import {
  createBrowserInspector,
  createInspector,
  createSkyInspector,
  createWebSocketInspector,
} from '@statelyai/inspect';
import { expectTypeOf } from 'vitest';

// Each inspector of the package is created with its own options.
const browser = inspectMember(createBrowserInspector, {
  url: 'https://x.example',
  hideGuids: true,
});
expectTypeOf(browser).toEqualTypeOf<ReturnType<typeof createBrowserInspector>>();
inspectMember(createWebSocketInspector, { url: 'ws://127.0.0.1:8080' });
inspectMember((options) => createInspector({ send() {} }, options), {});

// @ts-expect-error: a WebSocket inspector needs a url.
inspectMember(createWebSocketInspector, { hideGuids: true });
// @ts-expect-error: in Node it ignores `serialize`, so secrets would leak.
inspectMember(createSkyInspector, { hideGuids: true });
