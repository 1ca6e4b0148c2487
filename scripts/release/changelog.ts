/** How changesets writes the CHANGELOG.md of a package: `.changeset/config.json` names this file. */

/** A text as an item of a list, whose further paragraphs belong to it. */
const itemOf = (text: string): string =>
  `- ${text
    .trim()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n  ')
    .replace(/^ +$/gm, '')}`;

interface Change {
  readonly summary: string;
}

interface Dependency {
  readonly name: string;
  readonly newVersion: string;
}

export default {
  getReleaseLine: async ({ summary }: Change): Promise<string> => itemOf(summary),
  /** One line for all packages of ours that it depends on. Their own CHANGELOG.md has what changed. */
  getDependencyReleaseLine: async (
    _changes: readonly Change[],
    dependencies: readonly Dependency[],
  ): Promise<string> =>
    dependencies.length === 0
      ? ''
      : itemOf(
          `Depends on ${dependencies.map(({ name, newVersion }) => `\`${name}\` ${newVersion}`).join(', ')}.`,
        ),
};
