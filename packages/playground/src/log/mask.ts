const HIDDEN = '•••';
const SECRET_KEYS = new Set(['answers', 'credentials']);
/** A picture is of no use in a log. */
const MAX_TEXT_LENGTH = 120;

const isText = (value: unknown) => typeof value === 'string';

/** One answer or credential: whose it is may be seen, what it is may not. */
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

/** Data as JSON to look at, without answers and credentials at any depth, and with long texts cut. */
export const maskedJson = (data: unknown): string => JSON.stringify(data, masked, 2) ?? '';
