import { once } from 'node:events';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID, parseFault } from '@mx-member/simulator';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { CliError, EXIT, type ExitCode, portError } from '../common/errors.ts';
import type { Io } from '../common/io.ts';
import { jsonLine } from '../common/io.ts';
import { writeTo } from '../common/wrap.ts';
import { exchangeText, openExchangeFile } from './exchange-file.ts';
import { simulateGuide } from './guide.ts';
import { monthsOptions, settleUser } from './months.ts';
import type { SimulateSettings } from './options.ts';

function faultOf(text: string) {
  try {
    return parseFault(text);
  } catch (error) {
    throw new CliError(`--fault: ${error instanceof Error ? error.message : 'not understood.'}`);
  }
}

/** Serves the simulator until a signal stops it. That is its normal end. */
export async function simulate(settings: SimulateSettings, io: Io): Promise<ExitCode> {
  const { port, step, daysPerMinute, webhook, allowMissingAcceptVersion, json } = settings;
  const faults = settings.faults.map(faultOf);
  const record = settings.record === undefined ? undefined : openExchangeFile(settings.record);
  // Requests before the guide are ours: they create the user of --days-per-minute.
  let isShown = false;
  const served = await serveMxSimulator({
    port,
    step,
    ...(daysPerMinute !== null && monthsOptions(daysPerMinute, step)),
    faults,
    allowMissingAcceptVersion,
    ...(webhook && { webhooks: webhook }),
    onExchange(exchange) {
      record?.add(exchange);
      if (isShown) io.stdout.write(exchangeText(exchange));
    },
  }).catch((error: unknown) => {
    record?.close();
    throw portError(error, port);
  });
  const { url, simulator, close } = served;
  try {
    const keys = { url, clientId: DEFAULT_CLIENT_ID, apiKey: DEFAULT_API_KEY };
    const userGuid = daysPerMinute === null ? undefined : await settleUser(simulator);
    if (json) io.stdout.write(jsonLine({ ...keys, userGuid }));
    else writeTo(io.stdout)(simulateGuide(url, { userGuid, webhook }));
    isShown = !json;
    if (!io.signal.aborted) await once(io.signal, 'abort');
  } finally {
    await close();
    record?.close();
  }
  return EXIT.done;
}
