/** A worker of Restate that tests can kill. It reports when it sends answers, and exits with its parent. */
import { createServer } from 'node:http';
import { createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { createMx } from '@mx-member/adapters/mx';
import { createOpen } from '@mx-member/restate';
import { createMemberService } from '@mx-member/restate/service';
import { createEndpointHandler } from '@restatedev/restate-sdk';
import type { WorkerMessage, WorkerSettings } from './messages.ts';

const settings: WorkerSettings = JSON.parse(process.argv[2] ?? '');
const { url, clientId, apiKey, ingress, privateKey, pacing, isHttp11, hasFence } = settings;
/** The parent may already be gone, for example after Ctrl-C. */
const say = (message: WorkerMessage): void => void process.send?.(message, () => {});

const mx = createMx({ clientId, apiKey, environment: new URL(url) });
const services = createMemberService({
  port: {
    startJob: mx.startJob,
    readStatus: mx.readStatus,
    submitAnswers(request, options) {
      say({ type: 'sending', member: request.member.memberGuid });
      return mx.submitAnswers(request, options);
    },
  },
  open: await createOpen([privateKey]),
  ingress,
  fetch: async (request) =>
    !hasFence && request.url.endsWith('/take') ? Response.json(true) : fetch(request),
  pacing,
  unsafePacing: true,
  onError: (thrown, where) => console.error(where, thrown),
});

// Restate logs each attempt that a kill interrupts.
const options = { services, logger: () => {} };
const server = isHttp11
  ? createServer(createEndpointHandler({ ...options, bidirectional: false }))
  : createHttp2Server(createEndpointHandler({ ...options, bidirectional: true }));
server.listen(0, '127.0.0.1', () =>
  say({ type: 'ready', port: (server.address() as AddressInfo).port }),
);
process.on('disconnect', () => process.exit());
