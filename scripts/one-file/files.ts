import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { concatenate, type Plan } from '../../tools/one-file/concatenate.ts';
import { ADDRESS } from '../manifests/owner.ts';
import { manifestOf } from '../release/packages.ts';

/** Makes `mx-member.step.js` and `mx-member.mx.js` with their types: code to copy into a repository, without imports. */

const ROOT = join(import.meta.dirname, '../..');
const MACHINE = 'packages/machine/src';
const STEP = `${MACHINE}/step-entry.ts`;
const CLIENT = 'scripts/one-file/mx.ts';
/** The folder of the made files. Git ignores it. */
export const ONE_FILE = 'dist/one-file';

interface OneFile {
  readonly name: string;
  /** What it contains, as a sentence. */
  readonly about: string;
  readonly entry: string;
  /** The values that it exports, and the types. */
  readonly values: readonly string[];
  readonly types: readonly string[];
  /** Its chapters, in the order in which they are read. */
  readonly chapters: readonly (readonly [folder: string, title: string])[];
}

const FILES: readonly OneFile[] = [
  {
    name: 'mx-member.step',
    about:
      'The lifecycle of one MX member as pure functions, without a clock, a network or a store.',
    entry: STEP,
    values: [
      ...['begin', 'step', 'recover', 'isInCall', 'recordView'],
      ...['checkRecord', 'isOver', 'isCall', 'checkAnswers', 'prepareAnswers'],
      ...['makeCall', 'MxError'],
    ],
    types: [
      ...['Answer', 'Challenge', 'Effect', 'MemberEvent', 'MemberInput', 'MemberOutput'],
      ...['MemberPort', 'MemberRecord', 'MemberView', 'Reading', 'Step', 'StepEvent'],
    ],
    chapters: [
      [`${MACHINE}/data/`, 'Data: what is stored and passed, and how it is checked'],
      [`${MACHINE}/mx/`, 'MX: statuses, error codes, answers, and the calls of a port'],
      [`${MACHINE}/rules/`, 'Rules: what a reading or a failed call means, and when to poll'],
      [`${MACHINE}/memory/`, 'Memory: what a member remembers, and the view for a screen'],
      [`${MACHINE}/chart/`, 'Chart: the states and transitions, and the functions that run them'],
    ],
  },
  {
    name: 'mx-member.mx',
    about:
      'A client of the MX Platform API on `fetch`: the three calls that the lifecycle needs, and `send` for the others.',
    entry: CLIENT,
    values: ['createMx', 'readingOf'],
    types: ['MxFileClient', 'MxFileOptions'],
    chapters: [
      [`${MACHINE}/`, 'Shared with mx-member.step.js, word for word'],
      ['packages/http/src/', 'HTTP: time limits, bounded bodies, and what a status means'],
      ['packages/adapters/src/', 'MX: its responses as readings'],
      ['scripts/one-file/', 'The client'],
    ],
  },
];

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Runs a program of the root. @throws {Error} with its output, if it fails. */
function run(program: string, args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync(join(ROOT, 'node_modules/.bin', program), args, {
    cwd: ROOT,
    input,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${program} failed:\n${stdout}${stderr}`);
  return stdout;
}

/** Formats code, as wide as the comments are. */
const formatted = (name: string, text: string): string =>
  run('biome', ['format', '--line-width=120', `--stdin-file-path=scripts/${name}`], text).replace(
    /^ *\/\/ biome-ignore .*\n/gm,
    '',
  );

/**
 * Lets TypeScript write the types of everything, as long as `use` runs. Each process has a folder of its own, because a command can
 * make the files while a test does.
 */
function withTypes<Result>(use: (folder: string) => Result): Result {
  const cache = join(ROOT, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'one-file-'));
  try {
    // With several threads TypeScript 7.0 sometimes leaves files out, and says nothing.
    run('tsc', ['-p', 'scripts/one-file/tsconfig.json', '--outDir', folder, '--singleThreaded']);
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The path of an import. A package leads to its sources. */
function resolve(request: string, from: string): string {
  if (request.startsWith('.')) return posix.join(dirname(from), request);
  const [, scoped = '', entry] = /^@mx-member\/([^/]+)(?:\/(.+))?$/.exec(request) ?? [];
  const { exports } = JSON.parse(read(`packages/${scoped}/package.json`));
  return posix.join('packages', scoped, exports[entry ? `./${entry}` : '.']['@mx-member/source']);
}

/** @param typesIn The folder with the types, for a file of types. */
const planOf = ({ entry, values, types, chapters }: OneFile, typesIn: string | null): Plan => ({
  wanted: [
    ...values.map((name) => ({ path: entry, name, isType: false })),
    ...(typesIn === null ? [] : types).map((name) => ({ path: entry, name, isType: true })),
  ],
  resolve,
  read:
    typesIn === null
      ? read
      : (path) => readFileSync(join(typesIn, path.replace(/\.ts$/, '.d.ts')), 'utf8'),
  folders: chapters.map(([folder, title]) => ({ folder, title })),
  isTypes: typesIn !== null,
});

/** The first lines. The hash is of everything below them. */
function headOf({ name, about, chapters }: OneFile, text: string): string {
  const { version } = manifestOf('machine');
  const lines = [
    `mx-member ${version}: ${name}.js`,
    '',
    about,
    `MIT licence, ${ADDRESS}. Made from the sources by \`pnpm generate\`; change them there.`,
    '',
    ...chapters.map(([, title], index) => `${index + 1}. ${title}`),
    '',
    `vectors.lock: sha256 ${sha256(read('scripts/spec/vectors.lock'))}`,
    `below this comment: sha256 ${sha256(text)}`,
  ];
  return ['/**', ...lines.map((line) => (line === '' ? ' *' : ` * ${line}`)), ' */', ''].join('\n');
}

/** The files. */
export const oneFiles = (): ReadonlyMap<string, string> =>
  withTypes(
    (folder) =>
      new Map(
        FILES.flatMap((file) =>
          [null, folder].map((typesIn): [string, string] => {
            const name = `${file.name}.${typesIn === null ? 'js' : 'd.ts'}`;
            const text = `\n${formatted(name, concatenate(planOf(file, typesIn)))}`;
            return [`${ONE_FILE}/${name}`, headOf(file, text) + text];
          }),
        ),
      ),
  );
