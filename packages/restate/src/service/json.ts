import { type Serde, serde } from '@restatedev/restate-sdk/fetch';

/** Parses the JSON of a state, which can be damaged. A text that is not JSON becomes an empty object. */
export const LENIENT_JSON: Serde<unknown> = {
  contentType: 'application/json',
  serialize: (value) => serde.json.serialize(value),
  deserialize: (bytes) => {
    try {
      return JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      return {};
    }
  },
};

/**
 * Parses JSON with an error that does not quote the text, because Restate stores errors and the text can be an answer.
 * The value is not checked.
 */
export const JSON_TEXT: Serde<unknown> = {
  contentType: 'application/json',
  serialize: (value) => serde.json.serialize(value),
  deserialize: (bytes) => {
    if (bytes.length === 0) return undefined;
    try {
      return JSON.parse(new TextDecoder().decode(bytes));
    } catch {
      throw new TypeError('the body is not JSON');
    }
  },
};
