import { readFileSync } from 'node:fs';
import { PASSWORDS } from '@mx-member/simulator';
import { describe, expect, test } from 'vitest';
import { parseCommandLine, wantsJson } from '../../../packages/cli/src/command-line/parse.ts';
import { conformanceSettings } from '../../../packages/cli/src/conformance/options.ts';
import { connectSettings } from '../../../packages/cli/src/connect/options.ts';
import { simulateSettings } from '../../../packages/cli/src/simulate/options.ts';
import { parsed } from '../support/given.ts';

const KEYS = { MX_CLIENT_ID: 'client-secret', MX_API_KEY: 'key-secret' };
const WHOM = ['--user', 'USR-1', '--member', 'MBR-1'];

const connect = (argv: readonly string[], keys = {}) =>
  connectSettings(parsed(['connect', ...argv]).given, keys);
const simulate = (argv: readonly string[]) =>
  simulateSettings(parsed(['simulate', ...argv]).given, {});

describe('a command line', () => {
  test('without options, connects to the simulator with two questions at the default pace', () => {
    expect(connect([])).toEqual({
      source: { kind: 'simulator', password: 'simulate:options,token' },
      job: 'aggregate',
      answers: [],
      json: false,
      pace: 'normal',
    });
  });

  test('keeps the order of answers, and accepts an answer that begins with a dash', () => {
    expect(connect(['--answer', 'one', '--answer=-2', '--answer', 'three']).answers).toEqual([
      'one',
      '-2',
      'three',
    ]);
  });

  test('with keys, uses the integration environment of MX', () => {
    expect(connect([...WHOM, '--job', 'verify'], KEYS)).toMatchObject({
      source: {
        kind: 'mx',
        environment: 'integration',
        member: { userGuid: 'USR-1', memberGuid: 'MBR-1' },
      },
      job: 'verify',
    });
  });

  test('of simulate sets a port, a step and faults', () => {
    const ordinary = {
      daysPerMinute: null,
      webhook: null,
      allowMissingAcceptVersion: false,
      record: undefined,
    };
    expect(simulate([])).toEqual({ port: 3999, step: 1000, faults: [], json: false, ...ordinary });
    expect(
      simulate(['--port=0', '--step', '5', '--fault', 'a:b', '--fault', 'c:d', '--json']),
    ).toEqual({ port: 0, step: 5, faults: ['a:b', 'c:d'], json: true, ...ordinary });
  });

  test.each([
    ['connect --json', true],
    ['connect --nonsense --json', true],
    ['connect', false],
    ['conformance -- mine --json', false],
  ])('asks for JSON or not, even if it is wrong: %s', (line, isJson) => {
    expect(wantsJson(line.split(' '))).toBe(isJson);
  });

  test('of conformance ends with another command, whose words are passed on', () => {
    const line = 'conformance --json -- python3 mine.py --help --json -- --bail';
    const { given, words } = parsed(line);
    expect(conformanceSettings(given, words)).toEqual({
      command: ['python3', 'mine.py', '--help', '--json', '--', '--bail'],
      vectors: null,
      health: false,
      refusals: false,
      filter: null,
      junit: null,
      json: true,
      random: null,
      features: new Set(['oauth', 'sealed', 'after', 'recover']),
      knownFailing: null,
      bail: false,
      timeout: 5000,
      specVersion: null,
    });
    expect(conformanceSettings(parsed('conformance').given, []).command).toBeNull();
  });

  test.each([
    ['', '<command>'],
    ['help', '<command>'],
    ['--help', '<command>'],
    ['-h', '<command>'],
    ['help connect', 'connect'],
    ['connect --help', 'connect'],
    ['simulate --port 1 -h', 'simulate'],
    ['connect --no-such-thing --help', 'connect'],
    ['connect --job a --job b --help', 'connect'],
    ['conformance one two --help', 'conformance'],
  ])('"%s" asks for help, even if something else is wrong', (line, command) => {
    const request = parseCommandLine(line === '' ? [] : line.split(' '));
    expect(request).toEqual({
      type: 'print',
      text: expect.stringContaining(`Usage: mx-member ${command} [options]`),
    });
  });

  test.each(['--version', '-v', 'connect --version'])('"%s" asks for the version', (line) => {
    const manifest = new URL('../../../packages/cli/package.json', import.meta.url);
    const { version } = JSON.parse(readFileSync(manifest, 'utf8'));
    expect(parseCommandLine(line.split(' '))).toEqual({ type: 'print', text: `${version}\n` });
  });
});

test('the help of connect lists the passwords and answers of the simulated bank', () => {
  const request = parseCommandLine(['connect', '--help']);
  const text = request.type === 'print' ? request.text : '';
  for (const { password } of PASSWORDS) expect(text).toContain(`${password} `);
  expect(text).toMatch(/\nPasswords:\n(?: {2}\S+ {2,}[A-Z].+\.\n)+\n/);
  expect(text).toMatch(/\nAnswers:\n(?: {2}\S.*? {2,}[A-Z].+\.\n)+\n/);
});

test('the help of a command shows each option with its value, the notes and the examples', () => {
  const request = parseCommandLine(['conformance', '--help'], 80);
  const text = request.type === 'print' ? request.text : '';
  expect(text).toMatch(/^Usage: mx-member conformance \[options\] \[-- <command> \[args…\]\]\n/);
  expect(text).toMatch(/\n {2}--timeout <ms> +The longest time for one answer/);
  expect(text).toMatch(/\n {2}-h, --help +Show this text\.\n/);
  expect(text).toMatch(/\nThe command runs without a shell\./);
  expect(text).toMatch(/\nExamples:\n {2}mx-member conformance -- python3 my_implementation\.py\n/);
});

test.each(['conect --help', 'conect -h', 'help conect', 'conect --json'])(
  '"%s" is refused, because the command is unknown',
  (line) => {
    expect(() => parseCommandLine(line.split(' '))).toThrow(
      /Unknown command.*Did you mean connect\?/,
    );
  },
);

describe('wrong usage names what was expected', () => {
  test.each<readonly [string, RegExp]>([
    ['-- connect', /Name a command.*commands are connect, serve, [\w, -]+ and \w+\..*--help/s],
    ['secret', /Unknown command/],
    ['help secret', /Unknown command/],
    ['--secret', /command must come before the options/],
    ['connect --anser=secret', /Unknown option --anser. Did you mean --answer\?/],
    ['connect -xsecret', /Unknown option -x\.\n/],
    ['connect --answer -secret', /--answer needs a value.*--answer=-/],
    ['connect --json=secret', /--json takes no value/],
    ['conect', /Unknown command.*Did you mean connect\?/],
    ['xyz', /Unknown command. The commands are connect, serve, [\w, -]+ and \w+\.\n/],
    [
      'connect --anser secret',
      /Unknown option --anser. Did you mean --answer\?\nSee: .*connect --help/s,
    ],
    ['connect --answers=secret', /Unknown option --answers. Did you mean --answers-from\?/],
    ['connect --pass secret', /Unknown option --pass. Did you mean --password\?/],
    ['connect --no-json', /Unknown option --no-json/],
    ['connect --answer one secret', /Unexpected word after --answer/],
    ['connect secret', /Unexpected word/],
    ['connect -- --json', /leave them out/],
    ['connect --answer', /--answer needs a value: --answer <value>/],
    ['connect --answer --json', /--answer needs a value.*--answer=-/],
    ['connect --answer=', /--answer must not be empty/],
    ['connect --answers-from=', /--answers-from must not be empty/],
    ['connect --answer secret --answers-from -', /either --answer or --answers-from/],
    ['connect --job a --job b', /--job is given twice/],
    ['connect --job dance', /--job must be one of aggregate, verify/],
    ['connect --pace slow', /--pace must be one of normal, fast/],
    ['connect --password=', /--password must not be empty/],
    ['connect --user USR-1', /--user needs MX_CLIENT_ID and MX_API_KEY/],
    ['connect --environment production', /--environment needs MX_CLIENT_ID and MX_API_KEY/],
    ['simulate --port', /--port needs a value/],
    ['simulate --port x', /--port must be a whole number from 0 to 65535/],
    ['simulate --port 65536', /--port must be a whole number from 0 to 65535/],
    ['simulate --step 1.5', /--step must be a whole number/],
    ['simulate --host 0.0.0.0', /Unknown option --host/],
    ['conformance --bail --', /No command follows '--': name it, or leave out the '--'/],
    ['conformance python3 secret.py', /Unexpected word.*comes after '--'/],
    ['conformance --timeout 0', /--timeout must be at least 1/],
    ['conformance --timeout=1s -- secret', /--timeout must be a whole number/],
    ['conformance --filter= -- secret', /--filter must not be empty/],
  ])('%s', (line, expected) => {
    const argv = line.split(' ');
    const attempt = () => {
      const { given } = parsed(argv);
      if (argv[0] === 'conformance') return conformanceSettings(given, []);
      return argv[0] === 'connect' ? connectSettings(given, {}) : simulateSettings(given, {});
    };
    expect(attempt).toThrow(expected);
    expect(attempt).not.toThrow(/secret/);
    expect(attempt).toThrow(expect.objectContaining({ exitCode: 2 }));
  });

  test.each<readonly [string, string, Record<string, string>, RegExp]>([
    ['one key of two', '', { MX_CLIENT_ID: 'client-secret' }, /MX_API_KEY is missing/],
    ['the other key of two', '', { MX_API_KEY: 'key-secret' }, /MX_CLIENT_ID is missing/],
    ['both keys in one', '', { ...KEYS, MX_CLIENT_ID: 'a:secret' }, /MX_CLIENT_ID must not hold/],
    [
      'a password in the address',
      `${WHOM.join(' ')} --environment http://u:secret@127.0.0.1/`,
      KEYS,
      /integration, production, or an http: address/,
    ],
    ['no user', '--member MBR-1', KEYS, /--user is missing.*--user USR-…/],
    ['no member', '--user USR-1', KEYS, /--member is missing/],
    ['an empty member', '--user USR-1 --member=', KEYS, /--member must not be empty/],
    ['a password', '--password x', KEYS, /--password is for the simulator/],
    [
      'another environment',
      `${WHOM.join(' ')} --environment int`,
      KEYS,
      /integration, production, or an http: address/,
    ],
    [
      'an address elsewhere',
      `${WHOM.join(' ')} --environment https://example.com`,
      KEYS,
      /integration, production, or an http: address/,
    ],
    ['a pace that MX forbids', `${WHOM.join(' ')} --pace fast`, KEYS, /--pace fast is for the sim/],
  ])('with keys: %s', (_, line, keys, expected) => {
    const attempt = () => connect(line === '' ? [] : line.split(' '), keys);
    expect(attempt).toThrow(expected);
    expect(attempt).not.toThrow(/secret/);
  });
});
