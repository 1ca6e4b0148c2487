import { type Serde, serde } from '@restatedev/restate-sdk/fetch';

/** JSON of a state, which can be damaged: text that is not JSON is read as an empty object. */
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
 * JSON that quotes nothing when it cannot be parsed, because an error is stored and the text can be an answer. The value is not
 * checked.
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
