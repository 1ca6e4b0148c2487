import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** Sentences are read by people, not by the machine: a changed one breaks nothing. Neither does a source tag. */
const isText = (node) =>
  node?.type === 'StringLiteral' && (/\s/.test(node.value) || /^[A-Z]+-[A-Z]+$/.test(node.value));

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'texts', {
    shouldIgnore: ({ node }) => (isText(node) ? 'a text for people' : undefined),
  }),
];
