import { parseJson } from '@mx-member/http/web';
import type { Fetch } from '../probe.ts';

/** Every request of a scenario with what came back. Bodies stay in this process: facts are made from them, and nothing else. */

export interface RecordedCall {
  /** The method and the path without guids: as in `GET /users/(star)/status`. */
  readonly endpoint: string;
  /** When the request was sent, in ms since 1970. */
  readonly at: number;
  /** `null` for no response. */
  readonly status: number | null;
  /** The JSON of the response; `undefined` for none. */
  readonly body: unknown;
}

/** The path of MX, whatever stands before it, with a star for each guid. */
const templateOf = (pathname: string): string =>
  pathname
    .replace(/^.*?(?=\/(users|institutions)\b)/, '')
    .replace(/\/(users|members|institutions)\/[^/]+/g, '/$1/*');

export class Recorder {
  readonly exchanges: RecordedCall[] = [];
  readonly #fetch: Fetch;

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  readonly fetch: Fetch = async (request) => {
    const { method, url } = request;
    const endpoint = `${method} ${templateOf(new URL(url).pathname)}`;
    const at = Date.now();
    try {
      const response = await this.#fetch(request);
      const body = parseJson(await response.clone().text());
      this.exchanges.push({ endpoint, at, status: response.status, body });
      return response;
    } catch (thrown) {
      this.exchanges.push({ endpoint, at, status: null, body: undefined });
      throw thrown;
    }
  };

  get last(): RecordedCall | undefined {
    return this.exchanges.at(-1);
  }
}
