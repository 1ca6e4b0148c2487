/**
 * Escapes what JSON leaves as it is and what could steer a terminal or break a line: the control characters from U+007F
 * on, line separators, and marks that turn the direction of a text around.
 */
export const escaped = (json: string): string =>
  json.replace(/[\u007f-\u009f\u2028\u2029]|\p{Bidi_Control}/gu, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return `\\u${code.padStart(4, '0')}`;
  });

/** A value as one line of JSON that is safe to print. */
export const jsonLine = (value: object): string => `${escaped(JSON.stringify(value))}\n`;
