import { counted, type Metric } from '../metric.ts';
import type { Tree } from '../tree.ts';

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
