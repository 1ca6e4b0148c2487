import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { at, COUNTER, VECTORS } from '../support/counter.ts';
import { inProcess } from '../support/in-process.ts';

/** A copy of the vectors, for tests that add to it. */
function copyOfVectors(): string {
  const directory = mkdtempSync(join(tmpdir(), 'vectors-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  cpSync(at('vectors'), directory, { recursive: true });
  return directory;
}

describe('an implementation', () => {
  test('that passes is reported stage by stage, in the order in which a port grows', async () => {
    const { code, out, err } = await inProcess(`conformance ${VECTORS} ${COUNTER}`);
    expect(out).toBe(
      [
        'answers   1 of 1 pass',
        'hints     1 of 1 pass',
        'recover   1 of 1 pass',
        'refusals  1 of 1 pass',
        'All 4 vectors pass.\n',
      ].join('\n'),
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  test('that shows an answer fails, even if everything else is right', async () => {
    const { code, out } = await inProcess(`conformance ${VECTORS} --filter S1 ${COUNTER} leak`);
    expect(out).toMatch(
      /FAILED limits-answers.*view\.said\[0\]\.value:\n +\(nothing\) \| "hunter2"/s,
    );
    expect(code).toBe(1);
  });

  test('that returns an invalid record fails', async () => {
    const { code, out } = await inProcess(
      `conformance ${VECTORS} --filter twice ${COUNTER} scrawl`,
    );
    expect(out).toMatch(/record:\n +"a valid record" \| ".*record.*note.*"/);
    expect(code).toBe(1);
  });

  test('runs some of the vectors: by a part of the id, or by a rule', async () => {
    const byRule = await inProcess(`conformance ${VECTORS} --filter V1 --json ${COUNTER}`);
    expect(byRule.lines.map(({ vector }) => vector)).toEqual([
      'counting-twice',
      'limits-unknown-event',
      undefined,
    ]);
    const byId = await inProcess(`conformance ${VECTORS} --filter crash ${COUNTER}`);
    expect(byId.out).toBe('recover  1 of 1 pass\nThe vector passes.\n');
  });

  test('runs one vector alone by its whole id, although the id is also a part of other ids', async () => {
    const directory = copyOfVectors();
    const vector = JSON.parse(readFileSync(at('vectors/counting/twice.json'), 'utf8'));
    const other = { ...vector, id: 'counting-twice-more' };
    writeFileSync(join(directory, 'counting/twice-more.json'), JSON.stringify(other));
    const ids = async (text: string) => {
      const line = `conformance --vectors ${directory} --filter ${text} --json ${COUNTER}`;
      return (await inProcess(line)).lines.flatMap(({ vector: id }) => id ?? []);
    };
    expect(await ids('counting-twice')).toEqual(['counting-twice']);
    expect((await ids('twice')).sort()).toEqual(['counting-twice', 'counting-twice-more']);
  });

  test('stops at the first failure with --bail, and the rest is counted', async () => {
    const { code, lines } = await inProcess(
      `conformance ${VECTORS} --bail --json ${COUNTER} miscount`,
    );
    expect(lines).toEqual([
      expect.objectContaining({ vector: 'limits-answers', passed: true }),
      {
        vector: 'counting-twice',
        topic: 'counting',
        rules: ['V1'],
        passed: false,
        step: 2,
        event: { type: 'status.changed' },
        differences: [{ path: 'effects[0].ms', expected: 2000, got: 1000 }],
        broken: null,
      },
      { passed: 1, failed: 1, notRun: 2 },
    ]);
    expect(code).toBe(1);
    const text = await inProcess(`conformance ${VECTORS} --bail ${COUNTER} miscount`);
    expect(text.out).toMatch(/\nStopped at the first failure: vector 2 of 4\. 1 passes\.\n$/);
  });
});

test('a terminal shows the progress, and the first difference of each failure with the rules of its vector', async () => {
  const { code, out } = await inProcess(`conformance ${VECTORS} ${COUNTER} miscount`, 80);
  const parts = out.split('\u001b[1G\u001b[2K');
  expect(parts).toContain(`${'█'.repeat(15)}${'░'.repeat(15)}  2 of 4  hints`);
  const lines = parts.filter((part) => part.endsWith('\n')).join('');
  expect(lines.split('\n')).toEqual([
    'answers   1 of 1 pass',
    'FAILED counting-twice: Two events are counted as two.',
    '  test/cli/support/conformance/vectors/counting/twice.json',
    '  step 2 of 2: {"type":"status.changed"}',
    '  expected | got',
    '  effects[0].ms:',
    '  2000     | 1000',
    '  It tests this rule:',
    '  V1: What happens is counted.',
    '',
    'hints     0 of 1 pass',
    'recover   1 of 1 pass',
    'refusals  1 of 1 pass',
    '1 of 4 vectors fails.',
    '',
  ]);
  expect(code).toBe(1);
});

test('a failure names the text that the vector was made from', async () => {
  const directory = copyOfVectors();
  writeFileSync(join(directory, 'counting.txt'), '=== once\n# One.\n\n=== twice\n');
  const line = `conformance --vectors ${directory} --filter counting-twice ${COUNTER} miscount`;
  const { out } = await inProcess(line);
  expect(out).toContain(
    `\n  ${join(directory, 'counting.txt')}:4\n  ${join(directory, 'counting/twice.json')}\n`,
  );
});

test('failures with the same cause are shown once, for the simplest vector', async () => {
  const { code, out } = await inProcess(`conformance ${VECTORS} ${COUNTER} scrawl`);
  expect(out.match(/^FAILED .*/gm)).toEqual([expect.stringMatching(/^FAILED limits-answers: /)]);
  expect(out).toContain(
    '3 more like limits-answers: counting-twice, counting-after-a-crash, limits-unknown-event\n',
  );
  expect(code).toBe(1);
});

describe('vectors of --known-failing', () => {
  const directory = mkdtempSync(join(tmpdir(), 'known-failing-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const run = (ids: string, how: string) => {
    const file = join(directory, 'known.txt');
    writeFileSync(file, ids);
    return inProcess(`conformance ${VECTORS} --known-failing ${file} ${COUNTER}${how}`);
  };

  test('do not fail the run', async () => {
    const { code, out } = await run(
      '# Counts in its own way.\ncounting-twice # since 1.0\n',
      ' miscount',
    );
    expect(out).toBe(
      [
        'answers   1 of 1 pass',
        'hints     0 of 1 pass',
        'recover   1 of 1 pass',
        'refusals  1 of 1 pass',
        '1 vector fails as the file says.',
        'All 3 vectors pass.\n',
      ].join('\n'),
    );
    expect(code).toBe(0);
  });

  test('fail the run if they pass, so that the list stays true', async () => {
    const { code, out } = await run('counting-twice', '');
    expect(out).toContain('PASSES counting-twice, although the file lists it as failing');
    expect(code).toBe(1);
  });

  test('must exist', async () => {
    const { code, err } = await run('counting-thrice', '');
    expect(err).toContain('--known-failing: unknown vector "counting-thrice".');
    expect(code).toBe(2);
  });
});

test('the command does not get the keys of MX', async () => {
  vi.stubEnv('MX_API_KEY', 'SECRET');
  vi.stubEnv('NOT_A_KEY', 'visible');
  onTestFinished(() => void vi.unstubAllEnvs());
  const line = `conformance ${VECTORS} --filter limits-unknown ${COUNTER} snoop`;
  const { err } = await inProcess(line);
  expect(err).toContain('NOT_A_KEY');
  expect(err).not.toContain('MX_API_KEY');
});

test('large differences are shortened before they are printed', async () => {
  const run = (how: string) =>
    inProcess(`conformance ${VECTORS} --filter counting-twice ${how} ${COUNTER} flood`);
  const [text, json] = [await run('--bail'), await run('--json')];
  expect(text.out.length).toBeLessThan(50_000);
  expect(text.out).toMatch(/… \(500002 characters\)/);
  expect(text.out).toMatch(/\n {2}… and 9951 more\n/);
  expect(json.out.length).toBeLessThan(50_000);
  expect(json.lines[0]).toMatchObject({ passed: false, moreDifferences: 9951 });
});

const NO_VECTORS = `--vectors ${at('.')}/vectors/limits`;

test.each([
  ['--vectors /no/such/directory', /--vectors: \/no\/such\/directory cannot be read \(ENOENT\)/],
  [`--vectors ${at('record.json')}`, /--vectors: \S+record\.json is not a file of vectors/],
  ['--vectors /dev/null', /--vectors: \/dev\/null is not a file of vectors/],
  [NO_VECTORS, /has no vectors/],
  [`${NO_VECTORS} --known-failing /no/such`, /--known-failing: \/no\/such cannot be read/],
  [`${NO_VECTORS} -- no-such-command`, /"no-such-command" cannot be started \(ENOENT\)/],
  [`${NO_VECTORS} -- ${at('.')}`, /cannot be started \(EACCES\)/],
  [`${VECTORS} --filter nothing`, /--filter: no vector has "nothing" in its id/],
  [`${VECTORS} --junit /no/such/file.xml`, /--junit: \/no\/such\/file.xml cannot be written/],
])('wrong usage: %s', async (line, told) => {
  const command = line.includes(' -- ') ? '' : ` ${COUNTER}`;
  const { code, err } = await inProcess(`conformance ${line}${command}`);
  expect(err).toMatch(told);
  expect(err).not.toMatch(/\n +at /);
  expect(code).toBe(2);
});
