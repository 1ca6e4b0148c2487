import { type Serde, serde, TerminalError } from '@restatedev/restate-sdk/fetch';

/**
 * JSON that quotes nothing when it cannot be parsed: an error is stored, and the text could be an answer. What comes out is
 * not checked.
 */
export const JSON_TEXT: Serde<unknown> = {
  contentType: 'application/json',
  serialize: (value) => serde.json.serialize(value),
  deserialize: (bytes) => {
    if (bytes.length === 0) return undefined;
    try {
      return JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      throw new TypeError('the body is no JSON');
    }
  },
};

/** A call that can never go well. Any other error would be retried for ever, and hold up the member's queue. */
export const refused = (status: 400 | 404 | 409, message: string): TerminalError =>
  new TerminalError(message, { errorCode: status });

/** What a caller got wrong ends the call: a `TypeError`, which names what is wrong. */
export function valid<Value>(make: () => Value): Value {
  try {
    return make();
  } catch (thrown) {
    if (thrown instanceof TypeError) throw refused(400, thrown.message);
    throw thrown;
  }
}
