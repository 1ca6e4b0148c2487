import { counted, type Metric } from '../metric.ts';
import type { SourceFile, Tree } from '../tree.ts';

const LONG = 300;

/** Files of the packages, and of the tests, with more than 300 lines. */
export function longFiles({ packages, programs }: Tree): Metric[] {
  const lines = (text: string) => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  const long = (files: readonly SourceFile[]) =>
    files
      .filter(({ text }) => lines(text) > LONG)
      .map(({ path, text }) => `${path} has ${lines(text)} lines`);
  return [
    counted('files over 300 lines', long(packages)),
    counted('files of tests over 300 lines', long(programs)),
  ];
}

const RULE = 'noExcessiveLinesPerFunction';

interface BiomeConfig {
  readonly overrides?: readonly {
    readonly includes: readonly string[];
    readonly linter?: {
      readonly rules?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    };
  }[];
}

/** Files in which `biome.json` allows functions over 80 lines. Biome counts the lines of all the others. */
export function longFunctions(tree: Tree): Metric {
  const config: BiomeConfig = JSON.parse(tree.read('biome.json') ?? '{}');
  const settings = (config.overrides ?? []).flatMap(({ includes, linter }) => {
    const setting = linter?.rules?.complexity?.[RULE];
    return setting === undefined ? [] : [{ includes, setting }];
  });
  const isOn = settings.some(
    ({ includes, setting }) =>
      includes.includes('packages/*/src/**') &&
      JSON.stringify(setting) === '{"level":"error","options":{"maxLines":80}}',
  );
  const allowed = settings
    .filter(({ setting }) => setting === 'off')
    .flatMap(({ includes }) => includes)
    .map((path) => `biome.json allows it in ${path}`);
  return counted('files with a function over 80 lines', [
    ...(isOn ? [] : [`biome.json does not set ${RULE} to 80 lines for packages/*/src/**`]),
    ...allowed,
  ]);
}
