import { counted, type Metric } from '../metric.ts';
import type { Tree } from '../tree.ts';

/** Files of the packages with more than 300 lines. */
export function longFiles(tree: Tree, limit: number): Metric {
  const lines = (text: string) => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  return counted(
    'files over 300 lines',
    limit,
    tree.packages
      .filter(({ text }) => lines(text) > 300)
      .map(({ path, text }) => `${path}:301 has ${lines(text)} lines`),
  );
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
export function longFunctions(tree: Tree, limit: number): Metric {
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
  return counted('files with a function over 80 lines', limit, [
    ...(isOn ? [] : [`biome.json does not set ${RULE} to 80 lines for packages/*/src/**`]),
    ...allowed,
  ]);
}
