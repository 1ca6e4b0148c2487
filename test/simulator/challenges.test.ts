import { inflateSync } from 'node:zlib';
import { ANSWERS } from '@mx-member/simulator';
import { describe, expect, test } from 'vitest';
import { questionOf, simulated } from '../support/simulated.ts';

/** A member that is asked after one step. */
async function asked(password: string, options = {}) {
  const world = simulated(options);
  const member = await world.member(password);
  world.pass(1_000);
  const now = await member.status();
  return { ...world, ...member, question: questionOf(now), challenges: now.challenges ?? [] };
}

/** The pixels of one of our PNGs, as text. Throws for a broken file. */
function pixels(base64: string): string {
  const png = Buffer.from(base64, 'base64');
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const width = png.readUInt32BE(16);
  const bytesInRow = 1 + Math.ceil(width / 8);
  const data = inflateSync(png.subarray(png.indexOf('IDAT') + 4));
  expect(data.length).toBe(png.readUInt32BE(20) * bytesInRow);
  return [...data]
    .map((byte, index) => (index % bytesInRow ? byte.toString(2).padStart(8, '0') : '\n'))
    .join('');
}

describe('each type has only its own payload', () => {
  const payload = ['image_data', 'options', 'image_options'];
  test.each([
    ['text', 'TEXT', undefined],
    ['token', 'TOKEN', undefined],
    ['options', 'OPTIONS', 'options'],
    ['image', 'IMAGE_DATA', 'image_data'],
    ['image_options', 'IMAGE_OPTIONS', 'image_options'],
  ])('%s', async (script, type, own) => {
    const { challenges, question } = await asked(`simulate:${script}`);
    expect(challenges).toHaveLength(1);
    expect(question).toMatchObject({ type, label: expect.stringMatching(/\w/) });
    expect(payload.filter((key) => key in question)).toEqual(own ? [own] : []);
    // The visible text must not contain the answer.
    const { label, options = [], image_options = options } = question;
    const read = [label, ...image_options.map((option) => option.label)];
    expect(read.join()).not.toMatch(/correct/);
  });

  test('pictures are valid and differ', async () => {
    const { image_data = '' } = (await asked('image')).question;
    expect(pixels(image_data)).toMatch(/0/);
    const { image_options = [] } = (await asked('simulate:image_options')).question;
    const shown = image_options.map(({ data_uri }) => {
      const [head, data = ''] = data_uri.split(',');
      expect(head).toBe('data:image/png;base64');
      return pixels(data);
    });
    expect(new Set(shown).size).toBe(3);
    expect(shown).toContain(pixels(image_data));
  });

  test('one option has the right value, and its label does not reveal it', async () => {
    const { options = [] } = (await asked('options')).question;
    const right = options.filter(({ value }) => value === 'correct');
    expect(right).toEqual([
      {
        guid: expect.stringMatching(/^CRO-/),
        label: expect.stringMatching(/Text message/),
        value: 'correct',
      },
    ]);
    expect(options.length).toBeGreaterThan(1);
  });

  test('the list of challenges is 204 unless challenges are open', async () => {
    const { call, path, answer, challenges } = await asked('simulate:text+image');
    const listed = await call('GET', `${path}/challenges`);
    expect(listed.body.challenges).toEqual(challenges);
    await answer('correct');
    expect(await call('GET', `${path}/challenges`)).toEqual({ status: 204, body: undefined });
  });
});

describe('an answer', () => {
  const ends = (answer: string) => ANSWERS.find((row) => row.answer === answer)?.end;

  test.each([
    ['challenge', 'correct', 'CONNECTED'],
    ['challenge', 'Correct', 'REJECTED'],
    ['challenge', 'DISABLED', ends('DISABLED')],
    ['challenge', 'SERVER_ERROR', ends('SERVER_ERROR')],
    ['challenge', 'UNAVAILABLE', ends('UNAVAILABLE')],
    ['options', 'correct', 'CONNECTED'],
    ['options', 'Text message to (•••) •••-1234', 'CONNECTED'],
    ['options', 'email', 'REJECTED'],
    ['options', 'not an option', 'REJECTED'],
    ['options', 'SERVER_ERROR', 'FAILED'],
    ['image', 'correct', 'CONNECTED'],
    ['simulate:image_options', 'correct', 'CONNECTED'],
    ['simulate:image_options', 'otter', 'REJECTED'],
  ])('to %s: "%s" leads to %s', async (password, value, end) => {
    const { answer, pass, status } = await asked(password);
    expect((await answer(value)).body.member.connection_status).toBe('RESUMED');
    pass(1_000);
    expect(await status()).toMatchObject({ connection_status: end, is_being_aggregated: false });
  });

  test('can name an option by its guid', async () => {
    const { question, answer, pass, status } = await asked('options');
    const right = question.options?.find(({ value }) => value === 'correct');
    await answer(right?.guid ?? '');
    pass(1_000);
    expect((await status()).connection_status).toBe('CONNECTED');
  });

  test('"challenge" leads to a question with a new guid', async () => {
    const { question, answer, pass, status, received } = await asked('challenge');
    await answer('challenge');
    pass(1_000);
    expect(questionOf(await status()).guid).not.toBe(question.guid);
    await answer('correct');
    pass(1_000);
    expect((await status()).connection_status).toBe('CONNECTED');
    expect(received().answers.map(({ grade }) => grade)).toEqual(['followUp', 'right']);
  });

  test('to several questions is right if all answers are', async () => {
    const good = await asked('simulate:text+options');
    expect(good.challenges.map(({ type }) => type)).toEqual(['TEXT', 'OPTIONS']);
    await good.answer('correct', 'correct');
    good.pass(1_000);
    expect((await good.status()).connection_status).toBe('CONNECTED');
    const bad = await asked('simulate:text+options');
    await bad.answer('correct', 'voice');
    bad.pass(1_000);
    expect((await bad.status()).connection_status).toBe('REJECTED');
  });

  test('stays nowhere', async () => {
    const { answer, simulator, guid } = await asked('challenge');
    await answer('an unmistakable answer');
    expect(JSON.stringify(simulator.bank.member(guid))).not.toMatch(/unmistakable/);
  });
});

describe('answers are refused', () => {
  const resume = (guids: string[]) => ({
    member: { challenges: guids.map((guid) => ({ guid, value: 'correct' })) },
  });

  test('with 400 if they are malformed, and the question stays open', async () => {
    const { call, path, challenges, status, received } = await asked('simulate:text+text');
    const [first = '', second = ''] = challenges.map(({ guid }) => guid);
    for (const body of [
      resume([first]),
      resume([first, first]),
      resume([first, second, 'CRD-unknown']),
      resume([]),
      { member: {} },
      { challenges: resume([first, second]).member.challenges },
      { member: { challenges: [{ guid: first, value: 1 }] } },
      'not JSON',
    ])
      expect((await call('PUT', `${path}/resume`, body)).status).toBe(400);
    expect((await status()).challenges).toEqual(challenges);
    expect(received()).toMatchObject({ answers: [], refusedAnswers: 8 });
  });

  test('with 405 if no question is open, for example when sent twice', async () => {
    const { call, path, question, answer, received } = await asked('challenge');
    await answer('correct');
    const again = await call('PUT', `${path}/resume`, resume([question.guid]));
    expect(again.status).toBe(405);
    expect(received().answers).toHaveLength(1);
  });
});

test('an unanswered question expires, and a later answer is refused', async () => {
  const { pass, status, answer } = await asked('challenge', { challengeLifetime: 60_000 });
  pass(59_999);
  expect((await status()).connection_status).toBe('CHALLENGED');
  pass(1);
  expect(await status()).toMatchObject({
    connection_status: 'EXPIRED',
    is_being_aggregated: false,
  });
  expect((await answer('correct')).status).toBe(405);
});
