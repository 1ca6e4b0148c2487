import { expect, test } from 'vitest';
import { fakeMx, MEMBER, member } from '../support/fake-mx.ts';

/** A challenge as MX sends it, and as the machine gets it. */
async function read(challenge: object) {
  const { mx } = fakeMx([
    member({
      connection_status: 'CHALLENGED',
      is_being_aggregated: true,
      challenges: [{ guid: 'CRD-1', label: 'Which?', ...challenge }],
    }),
  ]);
  return (await mx.readStatus({ member: MEMBER })).challenges[0];
}

const PNG = 'iVBORw0KGgoAAAANSUhEUg==';
const options = [
  { guid: 'CRO-1', label: 'Phone', value: 'p' },
  { label: 'Mail', value: 'm' },
];
const text = { guid: 'CRD-1', type: 'TEXT', label: 'Which?', options: [] };

test.each([
  ['TEXT', 0, {}, text],
  ['TOKEN', 12, {}, { ...text, type: 'TOKEN' }],
  ['OPTIONS', 2, { options }, { ...text, type: 'OPTIONS', options }],
  [
    'IMAGE_DATA',
    13,
    { image_data: PNG },
    { ...text, type: 'IMAGE_DATA', imageData: `data:image/png;base64,${PNG}` },
  ],
  [
    'IMAGE_OPTIONS',
    14,
    { image_options: [{ ...options[0], data_uri: `data:image/gif;base64,R0lGOD` }] },
    {
      ...text,
      type: 'IMAGE_OPTIONS',
      options: [{ ...options[0], dataUri: 'data:image/gif;base64,R0lGOD' }],
    },
  ],
])(
  'a challenge of type %s is read by its name and by its number %i',
  async (name, number, payload, expected) => {
    expect(await read({ type: name, ...payload })).toEqual(expected);
    expect(await read({ type: number, ...payload })).toEqual(expected);
  },
);

test.each([
  ['no type', {}],
  ['null', { type: null }],
  ['a number that nobody knows', { type: 99 }],
  ['a name that nobody knows', { type: 'SINGLE_ACCOUNT_SELECT' }],
  ['a name from JavaScript', { type: 'constructor' }],
  ['options of which there are none', { type: 'OPTIONS', options: [] }],
  ['options that are null', { type: 'OPTIONS', options: null }],
  ['a picture that is missing', { type: 'IMAGE_DATA' }],
])('a challenge with %s is a text field, so that it can be answered', async (_, payload) => {
  expect(await read(payload)).toEqual(text);
});

test('a picture stands above the field, whatever the type is called', async () => {
  expect(await read({ type: 'IMAGE', image_data: PNG })).toMatchObject({ type: 'IMAGE_DATA' });
});

test.each([
  ['/9j/4AAQSkZJRg==', 'data:image/jpeg;base64,/9j/4AAQSkZJRg=='],
  ['R0lGODlhAQAB', 'data:image/gif;base64,R0lGODlhAQAB'],
  ['iVBORw0K\n  GgoAAA', 'data:image/png;base64,iVBORw0KGgoAAA'],
  ['data:image/svg+xml;utf8,<svg/>', 'data:image/svg+xml;utf8,<svg/>'],
  ['data:text/html,<script>', undefined],
  ['https://tracker.example/pixel.png', undefined],
  ['<svg onload=x>', undefined],
])('the picture %j becomes %j', async (image_data, expected) => {
  expect((await read({ type: 'IMAGE_DATA', image_data }))?.imageData).toBe(expected);
});

test('an option with one name of two is shown and answered by it, one with none is none', async () => {
  const given = [{ label: 'Phone' }, { value: 'mail' }, { guid: 'CRO-3' }, {}, { label: '' }];
  expect((await read({ type: 'OPTIONS', options: given }))?.options).toEqual([
    { label: 'Phone', value: 'Phone' },
    { label: 'mail', value: 'mail' },
    { label: 'CRO-3', value: 'CRO-3', guid: 'CRO-3' },
  ]);
});

test('the name of the field is the question where MX gives no label', async () => {
  expect(await read({ label: null, field_name: 'Colour?' })).toMatchObject({ label: 'Colour?' });
});
