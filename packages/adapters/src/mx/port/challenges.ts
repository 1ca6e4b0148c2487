import type { Challenge, ChallengeOption, ChallengeType } from '@mx-member/machine/step';
import type { WireChallenge } from './wire.ts';

/** The numbers that MX's guide and widget use for the types (D-MFA, CW Credential.js). */
const TYPE_NUMBERS: ReadonlyMap<string, ChallengeType> = new Map([
  ['0', 'TEXT'],
  ['2', 'OPTIONS'],
  ['12', 'TOKEN'],
  ['13', 'IMAGE_DATA'],
  ['14', 'IMAGE_OPTIONS'],
]);

/** How pictures that a browser can show begin in base64. */
const PICTURES: readonly (readonly [start: string, type: string])[] = [
  ['iVBORw0KGgo', 'png'],
  ['/9j/', 'jpeg'],
  ['R0lGOD', 'gif'],
  ['UklGR', 'webp'],
];

/**
 * Returns a picture as a `data:` URI. MX may omit the prefix (UCW).
 *
 * @returns `undefined` for anything that is not a picture, so that no page or script reaches a screen.
 */
function toPicture(data: string | null | undefined): string | undefined {
  const compact = (data ?? '').replace(/\s/g, '');
  if (/^data:image\//i.test(compact)) return data?.trim();
  if (!/^[A-Za-z0-9+/]+=*$/.test(compact)) return undefined;
  const type = PICTURES.find(([start]) => compact.startsWith(start))?.[1] ?? 'png';
  return `data:image/${type};base64,${compact}`;
}

type WireOption = NonNullable<WireChallenge['options']>[number];

/** The label is shown, and the value is sent as the answer. If MX gives only one of the two, it is used for both. */
function toOption({ guid, label, value, data_uri }: WireOption): readonly ChallengeOption[] {
  const shown = label || value || guid;
  const sent = value || label || guid;
  const dataUri = toPicture(data_uri);
  return shown && sent
    ? [{ label: shown, value: sent, ...(guid && { guid }), ...(dataUri && { dataUri }) }]
    : [];
}

/**
 * Translates a challenge of MX. A challenge of an unknown type, or without its payload, becomes a text field (below the
 * picture, if there is one), as in MX's widget. So it can always be answered.
 */
export function toChallenge(wire: WireChallenge): Challenge {
  const type = TYPE_NUMBERS.get(String(wire.type)) ?? String(wire.type).toUpperCase();
  const asked = { guid: wire.guid, label: wire.label || wire.field_name || '', options: [] };

  if (type === 'TOKEN') return { ...asked, type };
  if (type === 'OPTIONS' || type === 'IMAGE_OPTIONS') {
    const list = type === 'OPTIONS' ? wire.options : wire.image_options;
    const options = (list ?? []).flatMap(toOption);
    if (options.length > 0) return { ...asked, type, options };
  }
  const imageData = toPicture(wire.image_data);
  return imageData ? { ...asked, type: 'IMAGE_DATA', imageData } : { ...asked, type: 'TEXT' };
}
