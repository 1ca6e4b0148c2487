const HIDDEN = '•••';
const SECRET_KEYS = new Set(['answers', 'credentials']);
/** Longer texts are cut, because a picture is useless in a log. In characters. */
const MAX_TEXT_LENGTH = 120;

const isText = (value: unknown) => typeof value === 'string';

/** One answer or credential. Its guid stays visible, and its value is masked. */
const maskOne = (one: unknown): unknown =>
  typeof one === 'object' && one !== null
    ? Object.fromEntries(
        Object.entries(one).map(([key, value]) => [key, key === 'guid' ? value : HIDDEN]),
      )
    : HIDDEN;

const masked = (key: string, value: unknown): unknown => {
  if (SECRET_KEYS.has(key)) return Array.isArray(value) ? value.map(maskOne) : HIDDEN;
  if (isText(value) && String(value).length > MAX_TEXT_LENGTH)
    return `${String(value).slice(0, 24)}… (${String(value).length} characters)`;
  return value;
};

/** Data as readable JSON, without answers and credentials at any depth, and with long texts cut. */
export const maskedJson = (data: unknown): string => JSON.stringify(data, masked, 2) ?? '';
