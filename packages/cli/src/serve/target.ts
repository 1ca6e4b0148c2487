import { chmodSync, closeSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { createLimiter } from '@mx-member/adapters/limiter';
import { createMx, type Mx, parseMxWebhook } from '@mx-member/adapters/mx';
import type { HostOptions } from '@mx-member/host';
import type { HostHandlerOptions } from '@mx-member/host/http';
import type { MemberId } from '@mx-member/machine';
import { type Bank, DEFAULT_API_KEY, DEFAULT_CLIENT_ID, type KeptBank } from '@mx-member/simulator';
import { serveMxSimulator } from '@mx-member/simulator/node';
import { CliError } from '../common/errors.ts';
import { PACING } from '../common/pacing.ts';
import { createSimulatedMember } from '../common/simulated-member.ts';
import type { ServeSource, WebhookLogin } from './options.ts';

/** A password with two questions, one after the other. The right answer to both is `correct`. */
const PASSWORD = 'simulate:text,token';

/** The MX that is called. */
export interface ServeTarget {
  readonly mx: Mx;
  readonly options: Pick<HostOptions, 'pacing' | 'unsafePacing' | 'requestsPerSecond'>;
  readonly webhook: HostHandlerOptions['webhook'];
  /** The address of the simulated MX; `null` at the real one. */
  readonly simulatorUrl: string | null;
  /** Creates a member to try it with, at the simulated MX; `null` at the real one. */
  readonly createMember: (() => Promise<MemberId>) | null;
  close(): Promise<void>;
}

export interface ServeTargetOptions {
  /** The file of the members. A simulated bank is kept beside it. */
  readonly file: string;
  /** The address of this server. The simulated MX sends its webhooks there. */
  readonly servedAt: string;
}

/** Reads webhooks that have the login. */
function webhookWith(login: WebhookLogin | null): ServeTarget['webhook'] {
  if (login === null) return undefined;
  return async (request) => {
    const webhook = await parseMxWebhook(request, login);
    if (webhook.ok) return webhook.member;
    const { status, message } = webhook;
    return new Response(status === 204 ? null : `${message}\n`, { status });
  };
}

/** @throws {CliError} if the file is damaged, or is something else. */
function bankFileAt(path: string): BankFile {
  try {
    return openBankFile(path);
  } catch (thrown) {
    const { code, message } = thrown as Partial<NodeJS.ErrnoException>;
    if (code !== 'ERR_SQLITE_ERROR') throw thrown;
    throw new CliError(
      `${path} is the file of the simulated MX Bank, and cannot be read (${message}). Delete it to begin with a new bank.`,
    );
  }
}

async function openSimulator(
  { pace, step, webhookLogin }: Extract<ServeSource, { kind: 'simulator' }>,
  { file, servedAt }: ServeTargetOptions,
): Promise<ServeTarget> {
  const bankFile = bankFileAt(`${file}-bank`);
  const serveAt = (port: number) =>
    serveMxSimulator({
      port,
      step,
      kept: bankFile.kept,
      ...(webhookLogin && { webhooks: { ...webhookLogin, url: `${servedAt}/webhooks/mx` } }),
    });
  // A program that was given the address still finds the bank there after a restart, unless another program has taken it.
  const { url, simulator, close } = await serveAt(bankFile.port).catch(() => serveAt(0));
  bankFile.keepPort(Number(new URL(url).port));
  bankFile.follow(simulator.bank);
  const environment = new URL(url);
  const keys = { clientId: DEFAULT_CLIENT_ID, apiKey: DEFAULT_API_KEY };
  const mx = createMx({ ...keys, environment, version: 'v20111101' });
  return {
    mx,
    options: PACING[pace],
    webhook: webhookWith(webhookLogin),
    simulatorUrl: url,
    createMember: () => createSimulatedMember(mx, PASSWORD),
    async close() {
      await close();
      bankFile.close();
    },
  };
}

/** Connects to MX, or opens a simulator in this process. */
export async function openServeTarget(
  source: ServeSource,
  options: ServeTargetOptions,
): Promise<ServeTarget> {
  if (source.kind === 'simulator') return openSimulator(source, options);
  const { clientId, apiKey, environment, requestsPerSecond, webhookLogin, pace } = source;
  const limiter = createLimiter({ requestsPerSecond });
  return {
    mx: createMx({ clientId, apiKey, environment, limiter }),
    options: { requestsPerSecond, ...PACING[pace] },
    webhook: webhookWith(webhookLogin),
    simulatorUrl: null,
    createMember: null,
    close: async () => {},
  };
}

/** Keeps the simulated bank in a file, so that it survives the process. */
interface BankFile {
  readonly kept: KeptBank;
  /** The TCP port of the last run; 0 in the first run. */
  readonly port: number;
  keepPort(port: number): void;
  /** Saves every change of the bank from now on. */
  follow(bank: Bank): void;
  close(): void;
}

const TABLE = `
CREATE TABLE IF NOT EXISTS bank (guid TEXT PRIMARY KEY, type TEXT NOT NULL, value TEXT NOT NULL);
PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;`;

/** The type of the row that counts guids. */
const GUIDS = 'guids';
/** The type of the row with the TCP port. */
const PORT = 'port';

/** @param path The file. It is created if it does not exist, and only its owner can read it. */
function openBankFile(path: string): BankFile {
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600); // The file may have existed with another mode.
  const database = new DatabaseSync(path);
  database.exec(TABLE);
  const select = database.prepare('SELECT value FROM bank WHERE type = ? ORDER BY rowid');
  const put = database.prepare(
    'INSERT INTO bank VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  const remove = database.prepare('DELETE FROM bank WHERE guid = ?');
  const all = (type: string) => select.all(type).map(({ value }) => JSON.parse(String(value)));
  return {
    kept: { guids: all(GUIDS)[0] ?? 0, users: all('user'), members: all('member') },
    port: all(PORT)[0] ?? 0,
    keepPort: (port) => void put.run(PORT, PORT, String(port)),
    follow(bank) {
      bank.onWrite(({ guid, type, value }) => {
        if (value) put.run(guid, type, JSON.stringify(value));
        else remove.run(guid);
        put.run(GUIDS, GUIDS, String(bank.guids));
      });
    },
    close: () => database.close(),
  };
}
