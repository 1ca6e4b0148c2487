/**
 * Where the repository is, without a slash at its end. It has no public address yet: set it here and run `pnpm manifests`,
 * which brings it into every package.json and README. Until then npm refuses to publish, because the provenance of a package
 * names another address.
 */
export const ADDRESS = 'https://git.example/mx-member';
