import { hideSecrets } from '@mx-member/adapters/inspector';
import { createLimiter } from '@mx-member/adapters/limiter';
import { createMx, parseMxWebhook } from '@mx-member/adapters/mx';
import { createMemberTelemetry } from '@mx-member/adapters/otel';
import { connectRelay, createRelay } from '@mx-member/adapters/relay';
import { createTracer } from '@mx-member/adapters/trace';
import { createMemberConnection } from '@mx-member/connect';
import { createBrowserHost } from '@mx-member/connect/browser-host';
import { createNewConnection } from '@mx-member/connect/create';
import { createRepair, healthSummary } from '@mx-member/connect/repair';
import { createHost, createOperatingHandler } from '@mx-member/host';
import {
  connectCreations,
  connectHost,
  createHostHandler,
  createMembersHandler,
} from '@mx-member/host/http';
import { createMemberActors } from '@mx-member/machine';
import { connectionHealth } from '@mx-member/machine/health';
import { createRestateHost } from '@mx-member/restate';
import { createBudget, createMemberService } from '@mx-member/restate/service';
import { createMxSimulator, planTroubles } from '@mx-member/simulator';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { expect, test } from 'vitest';

const nothing = async () => undefined;
const port = { startJob: nothing, readStatus: nothing, submitAnswers: nothing };
const host = connectHost({ url: 'https://members.example' });
const request = new Request('https://relay.example');
const health = connectionHealth(null, 0);

/** Each factory with a misspelled option, and the option that was meant. */
const FACTORIES: readonly (readonly [
  name: string,
  make: (options: never) => unknown,
  misspelled: string,
  meant: string,
])[] = [
  ['createLimiter', createLimiter, 'requestPerSecond', 'requestsPerSecond'],
  ['createMx', createMx, 'requestPerSecond', 'requestsPerSecond'],
  ['parseMxWebhook', (given) => parseMxWebhook(request, given), 'maxBodySize', 'maxBody'],
  ['hideSecrets', (given) => hideSecrets({}, given), 'pseudonym', 'pseudonyms'],
  ['createTracer', createTracer, 'writes', 'write'],
  ['createMemberTelemetry', createMemberTelemetry, 'metricProvider', 'meterProvider'],
  ['connectRelay', connectRelay, 'header', 'headers'],
  ['createRelay', (given) => createRelay(port as never, given), 'authorise', 'authorize'],
  ['createMemberConnection', createMemberConnection, 'institutions', 'institution'],
  ['createRepair', createRepair, 'institutions', 'institution'],
  ['createNewConnection', createNewConnection, 'creation', 'creations'],
  ['healthSummary', (given) => healthSummary(health, given), 'message', 'messages'],
  ['createBrowserHost', createBrowserHost, 'onEnd', 'onEnded'],
  ['createHost', createHost, 'onEnd', 'onEnded'],
  ['connectHost', connectHost, 'timeOut', 'timeout'],
  [
    'createOperatingHandler',
    (given) => createOperatingHandler(() => null, given),
    'authorise',
    'authorize',
  ],
  ['createHostHandler', (given) => createHostHandler(host, given), 'webhooks', 'webhook'],
  ['createMembersHandler', createMembersHandler, 'job', 'jobs'],
  ['connectCreations', connectCreations, 'timeOut', 'timeout'],
  [
    'createMemberActors',
    (given) => createMemberActors(port as never, given),
    'beforeSubmits',
    'beforeSubmit',
  ],
  ['createRestateHost', createRestateHost, 'ingres', 'ingress'],
  ['createBudget', createBudget, 'requestPerSecond', 'requestsPerSecond'],
  ['createMemberService', createMemberService, 'openn', 'open'],
  ['createMxSimulator', createMxSimulator, 'challengeLifeTime', 'challengeLifetime'],
  ['planTroubles', (given) => planTroubles(createMxSimulator().bank, given), 'sed', 'seed'],
  ['serveMxSimulator', serveMxSimulator, 'ports', 'port'],
];

test.each(FACTORIES)('%s refuses a misspelled option', async (name, make, misspelled, meant) => {
  const made = async (): Promise<unknown> => make({ [misspelled]: 'a secret' } as never);
  await expect(made()).rejects.toEqual(
    new TypeError(`${name}: Unknown option \`${misspelled}\`. Did you mean \`${meant}\`?`),
  );
});
