/** A decision that only the owner of the project can make. */
export interface Decision {
  /** The value in the packages and pages; a placeholder until it is decided. */
  readonly value: string;
  /** Set it to true with the value. */
  readonly isDecided: boolean;
  /** What it is, and what to do for it. */
  readonly about: string;
}

/**
 * The decisions of the owner. `pnpm generate` writes the values into every package.json, README, SECURITY.md and
 * CODE_OF_CONDUCT.md. While a decision is missing, `pnpm release` and `npm publish` refuse to publish.
 */
export const OWNER = {
  scope: {
    value: '@mx-member',
    isDecided: false,
    about: 'the organisation on npm that owns the packages. Register it there first',
  },
  repository: {
    value: 'https://git.example/mx-member',
    isDecided: false,
    about: 'the address of the repository, without a slash at its end',
  },
  securityContact: {
    value: 'security@mx-member.example',
    isDecided: false,
    about: 'who receives reports of security flaws: an e-mail address',
  },
  support: {
    value: 'support@mx-member.example',
    isDecided: false,
    about: 'who answers questions and reports about conduct: an e-mail address',
  },
} as const satisfies Readonly<Record<string, Decision>>;

/** The address of the repository, without a slash at its end. */
export const ADDRESS: string = OWNER.repository.value;

/** A sentence for each missing decision. */
export const undecided = (owner: Readonly<Record<string, Decision>>): string[] =>
  Object.entries(owner)
    .filter(([, { isDecided }]) => !isDecided)
    .map(
      ([name, { value, about }]) =>
        `${name} is not decided yet: "${value}" is a placeholder. It is ${about}. Set it in scripts/manifests/owner.ts, then run pnpm generate.`,
    );
