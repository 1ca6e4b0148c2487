import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** Texts that are read by people, not by the machine: a changed one breaks nothing. */
const TEXTS = ['description', 'meaning', 'source', 'message'];

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'texts', {
    shouldIgnore(path) {
      const { key } = path.isObjectProperty() ? path.node : {};
      return key?.type === 'Identifier' && TEXTS.includes(key.name)
        ? 'a text for people'
        : undefined;
    },
  }),
];
