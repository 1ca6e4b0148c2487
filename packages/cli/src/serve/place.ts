import { createLimiter } from '@mx-member/adapters/limiter';
import { createMx, type Mx, parseMxWebhook } from '@mx-member/adapters/mx';
import type { HostOptions } from '@mx-member/host';
import type { HostHandlerOptions } from '@mx-member/host/http';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { PACING } from '../pacing.ts';
import { openBankFile } from './bank-file.ts';
import type { ServeSource, WebhookLogin } from './settings.ts';

/** Where the members are. */
export interface ServedPlace {
  readonly mx: Mx;
  readonly options: Pick<HostOptions, 'pacing' | 'unsafePacing' | 'requestsPerSecond'>;
  readonly webhook: HostHandlerOptions['webhook'];
  /** The address of the simulated MX; `null` at the real one. */
  readonly simulatorUrl: string | null;
  close(): Promise<void>;
}

export interface PlaceOptions {
  /** Of the members; a simulated bank is kept beside it. */
  readonly file: string;
  /** Where this process serves members: a simulated MX sends its webhooks there. */
  readonly servedAt: string;
}

/** Reads webhooks of whoever knows the login. */
function webhookWith(login: WebhookLogin | null): ServedPlace['webhook'] {
  if (login === null) return undefined;
  return async (request) => {
    const webhook = await parseMxWebhook(request, login);
    return webhook.ok ? webhook.member : new Response(null, { status: webhook.status });
  };
}

async function openSimulator(
  { pace, step, webhookLogin }: Extract<ServeSource, { kind: 'simulator' }>,
  { file, servedAt }: PlaceOptions,
): Promise<ServedPlace> {
  const bankFile = openBankFile(`${file}-bank`);
  const { url, simulator, close } = await serveMxSimulator({
    step,
    kept: bankFile.kept,
    ...(webhookLogin && { webhooks: { ...webhookLogin, url: `${servedAt}/webhooks/mx` } }),
  });
  bankFile.follow(simulator.bank);
  const environment = new URL(url);
  const keys = { clientId: DEFAULT_CLIENT_ID, apiKey: DEFAULT_API_KEY };
  return {
    mx: createMx({ ...keys, environment, version: 'v20111101' }),
    options: PACING[pace],
    webhook: webhookWith(webhookLogin),
    simulatorUrl: url,
    async close() {
      await close();
      bankFile.close();
    },
  };
}

/** Goes to where the members are: MX, or a simulator in this process. */
export async function openServedPlace(
  source: ServeSource,
  options: PlaceOptions,
): Promise<ServedPlace> {
  if (source.kind === 'simulator') return openSimulator(source, options);
  const { clientId, apiKey, environment, requestsPerSecond, webhookLogin } = source;
  const limiter = createLimiter({ requestsPerSecond });
  return {
    mx: createMx({ clientId, apiKey, environment, limiter }),
    options: { requestsPerSecond },
    webhook: webhookWith(webhookLogin),
    simulatorUrl: null,
    close: async () => {},
  };
}
