import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printed, startGroup, stopGroup } from './program.ts';
import { keyActions, type RemotePage } from './remote.ts';

/** The path at which Debian installs Firefox. */
export const FIREFOX = '/usr/bin/firefox-esr';

type Send = (method: string, params: object) => Promise<Record<string, unknown>>;

/** Sends commands of WebDriver BiDi, and awaits their results. */
async function connect(url: string): Promise<{ readonly send: Send; close(): void }> {
  const socket = new WebSocket(url);
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onerror = () => reject(new Error(`${url} cannot be reached`));
  });
  const waiting = new Map<number, (message: Record<string, unknown>) => void>();
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(String(data));
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  };
  let id = 0;
  const send: Send = async (method, params) => {
    id += 1;
    socket.send(JSON.stringify({ id, method, params }));
    const at = id;
    const reply = await new Promise<Record<string, unknown>>((resolve) => waiting.set(at, resolve));
    if (reply.type === 'error') throw new Error(`${method}: ${reply.error}, ${reply.message}`);
    return Object(reply.result);
  };
  return { send, close: () => socket.close() };
}

/** Starts Debian's Firefox without a window, and drives it by WebDriver BiDi. */
export async function launchFirefox(): Promise<RemotePage> {
  const profile = await mkdtemp(join(tmpdir(), 'mx-member-firefox-'));
  const args = ['--headless', '--remote-debugging-port', '0', '--profile', profile, 'about:blank'];
  const child = startGroup(FIREFOX, args);
  const { send, close } = await connect(`${await printed(child, /(ws:\/\/\S+)/)}/session`);
  const { capabilities } = await send('session.new', { capabilities: {} });
  // In the first tab the address bar has the focus.
  const { context } = await send('browsingContext.create', { type: 'tab' });
  return {
    name: `Firefox ${Object(capabilities).browserVersion}`,
    async open(url) {
      await send('browsingContext.navigate', { context, url, wait: 'complete' });
    },
    async reload() {
      await send('browsingContext.reload', { context, wait: 'complete' });
    },
    async evaluate(expression) {
      const { result, exceptionDetails } = await send('script.evaluate', {
        expression: `(async () => JSON.stringify(await (${expression})) ?? 'null')()`,
        target: { context },
        awaitPromise: true,
      });
      if (exceptionDetails) throw new Error(Object(exceptionDetails).text);
      return JSON.parse(Object(result).value);
    },
    async type(keys) {
      await send('input.performActions', { context, actions: keyActions(keys) });
    },
    async close() {
      close();
      await stopGroup(child);
      await rm(profile, { recursive: true, force: true });
    },
  };
}
