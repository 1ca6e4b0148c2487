import { parseJson } from '@mx-member/http/web';
import type { Fetch } from '../probe.ts';

/** Records every request of a scenario with its response. Bodies stay in this process and are used only for facts. */

export interface RecordedCall {
  /** The method and the path without guids, such as `GET /users/(star)/status`. */
  readonly endpoint: string;
  /** `null` for no response. */
  readonly status: number | null;
  /** The JSON of the response; `undefined` for none. */
  readonly body: unknown;
}

/** The path of MX without the part before it, and with a star for each guid. */
const templateOf = (pathname: string): string =>
  pathname
    .slice(Math.max(0, pathname.search(/\/(users|institutions)\b/)))
    .replace(/\/(users|members|institutions)\/[^/]+/g, '/$1/*');

export class Recorder {
  readonly calls: RecordedCall[] = [];
  readonly #fetch: Fetch;

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  readonly fetch: Fetch = async (request) => {
    const endpoint = `${request.method} ${templateOf(new URL(request.url).pathname)}`;
    try {
      const response = await this.#fetch(request);
      const body = parseJson(await response.clone().text());
      this.calls.push({ endpoint, status: response.status, body });
      return response;
    } catch (thrown) {
      this.calls.push({ endpoint, status: null, body: undefined });
      throw thrown;
    }
  };

  get last(): RecordedCall | undefined {
    return this.calls.at(-1);
  }
}
