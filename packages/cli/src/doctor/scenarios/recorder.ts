import { parseJson } from '@mx-member/http/web';
import type { Fetch } from '../probe.ts';

/** Records every request of a scenario with its response. Bodies stay in this process and are used only for facts. */

export interface RecordedCall {
  /** The method and the path without guids, such as `GET /users/(star)/status`. */
  readonly endpoint: string;
  readonly method: string;
  readonly url: string;
  /** When the request was sent, in ms since 1970, and how long it took. */
  readonly sentAt: number;
  readonly took: number;
  /** `null` for no response. */
  readonly status: number | null;
  /** The JSON of the response; `undefined` for none. */
  readonly body: unknown;
}

/** The path of MX without the part before it, and with a star for each guid. */
const templateOf = (pathname: string): string =>
  pathname
    .replace(/^.*?(?=\/(users|institutions)\b)/, '')
    .replace(/\/(users|members|institutions)\/[^/]+/g, '/$1/*');

export class Recorder {
  readonly calls: RecordedCall[] = [];
  readonly #fetch: Fetch;
  readonly #onCall: (call: RecordedCall) => void;

  constructor(fetch: Fetch, onCall: (call: RecordedCall) => void) {
    this.#fetch = fetch;
    this.#onCall = onCall;
  }

  readonly fetch: Fetch = async (request) => {
    const { method, url } = request;
    const sentAt = Date.now();
    const note = (status: number | null, body: unknown) => {
      const endpoint = `${method} ${templateOf(new URL(url).pathname)}`;
      const call = { endpoint, method, url, sentAt, took: Date.now() - sentAt, status, body };
      this.calls.push(call);
      this.#onCall(call);
    };
    try {
      const response = await this.#fetch(request);
      note(response.status, parseJson(await response.clone().text()));
      return response;
    } catch (thrown) {
      note(null, undefined);
      throw thrown;
    }
  };

  get last(): RecordedCall | undefined {
    return this.calls.at(-1);
  }
}
