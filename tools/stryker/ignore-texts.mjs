import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** Sentences for people and source tags are not mutated, because a change in them breaks nothing. */
const isText = (node) =>
  node?.type === 'StringLiteral' && (/\s/.test(node.value) || /^[A-Z]+-[A-Z]+$/.test(node.value));

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, 'texts', {
    shouldIgnore: ({ node }) => (isText(node) ? 'a text for people' : undefined),
  }),
];
