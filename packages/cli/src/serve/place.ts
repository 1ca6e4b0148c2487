import { createLimiter } from '@mx-member/adapters/limiter';
import { createMx, type Mx, parseMxWebhook } from '@mx-member/adapters/mx';
import type { HostOptions } from '@mx-member/host';
import type { HostHandlerOptions } from '@mx-member/host/http';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { PACING } from '../pacing.ts';
import { openBankFile } from './bank-file.ts';
import type { ServeSource } from './settings.ts';

/** Where the members are. */
export interface ServedPlace {
  readonly mx: Mx;
  readonly options: Pick<HostOptions, 'pacing' | 'unsafePacing' | 'requestsPerSecond'>;
  readonly webhook: HostHandlerOptions['webhook'];
  /** The address of the simulated MX; `null` at the real one. */
  readonly simulatorUrl: string | null;
  close(): Promise<void>;
}

/** Reads webhooks of whoever knows the login. */
const webhookWith =
  (login: { readonly username: string; readonly password: string }) => async (request: Request) => {
    const webhook = await parseMxWebhook(request, login);
    return webhook.ok ? webhook.member : new Response(null, { status: webhook.status });
  };

/** @param file Of the members; the bank is kept beside it. */
async function openSimulator(
  { pace, step }: Extract<ServeSource, { kind: 'simulator' }>,
  file: string,
): Promise<ServedPlace> {
  const bankFile = openBankFile(`${file}-bank`);
  const { url, simulator, close } = await serveMxSimulator({ step, kept: bankFile.kept });
  bankFile.follow(simulator.bank);
  const environment = new URL(url);
  const keys = { clientId: DEFAULT_CLIENT_ID, apiKey: DEFAULT_API_KEY };
  return {
    mx: createMx({ ...keys, environment, version: 'v20111101' }),
    options: PACING[pace],
    webhook: undefined,
    simulatorUrl: url,
    async close() {
      await close();
      bankFile.close();
    },
  };
}

/** Goes to where the members are: MX, or a simulator in this process. */
export async function openServedPlace(source: ServeSource, file: string): Promise<ServedPlace> {
  if (source.kind === 'simulator') return openSimulator(source, file);
  const { clientId, apiKey, environment, requestsPerSecond, webhookLogin } = source;
  const limiter = createLimiter({ requestsPerSecond });
  return {
    mx: createMx({ clientId, apiKey, environment, limiter }),
    options: { requestsPerSecond },
    webhook: webhookLogin ? webhookWith(webhookLogin) : undefined,
    simulatorUrl: null,
    close: async () => {},
  };
}
