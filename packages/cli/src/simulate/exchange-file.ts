import { closeSync, openSync, writeSync } from 'node:fs';
import { hideSecrets } from '@mx-member/adapters/inspector';
import { parseJson } from '@mx-member/http/web';
import type { Exchange } from '@mx-member/simulator';
import { fileError } from '../common/errors.ts';
import { escaped, jsonLine } from '../common/io.ts';

/** The JSON of a body, so that secrets are found by their field names. */
const parsed = (body: string): unknown => parseJson(body) ?? body;

/** One exchange as a line, without secrets. The address of an OAuth window is a secret too, because it gives access. */
function exchangeLine({ at, request, response }: Exchange): string {
  const shown = hideSecrets({
    at: new Date(at).toISOString(),
    request: { ...request, body: parsed(request.body) },
    response: response && { ...response, body: parsed(response.body) },
  });
  return jsonLine(Object(shown)).replace(/\/oauth\/[\w-]+/g, '/oauth/[hidden]');
}

/** One exchange as a line for a person: when, the request, and the status of its response. */
export function exchangeText({ at, request, response }: Exchange): string {
  const path = escaped(request.path).replace(/\/oauth\/[\w-]+/g, '/oauth/[hidden]');
  const status = response === null ? 'no response' : response.status;
  return `${new Date(at).toISOString().slice(11, 19)}  ${status}  ${request.method} ${path}\n`;
}

/**
 * Appends requests and responses to a file, one JSON line each.
 * @throws {CliError} if the file cannot be written.
 */
export function openExchangeFile(file: string): {
  readonly add: (exchange: Exchange) => void;
  readonly close: () => void;
} {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'a', 0o600);
  } catch (error) {
    throw fileError('record', file, { done: 'written', error }, 'unavailable');
  }
  return {
    add: (exchange) => writeSync(descriptor, exchangeLine(exchange)),
    close: () => closeSync(descriptor),
  };
}
