import type { Topic, Vector } from './vectors.ts';

/**
 * What an implementation may leave out: members that use OAuth, sealed answers, an attempt after another, and a host that goes
 * on from a record after a crash. Everything else belongs to each lifecycle.
 */
export const FEATURES = ['oauth', 'sealed', 'after', 'recover'] as const;
export type Feature = (typeof FEATURES)[number];

/** Whether a vector needs a feature, by what it gives to the implementation. */
const NEEDS: Readonly<Record<Feature, (vector: Vector) => boolean>> = {
  oauth: ({ input }) => Object(input).oauth === true,
  after: ({ input }) => Object(input).after !== undefined,
  sealed: ({ steps }) => steps.some((step) => 'event' in step && hasSealed(step.event)),
  recover: ({ steps }) => steps.some((step) => 'recover' in step),
};

const hasSealed = (event: unknown): boolean => {
  const { answers } = Object(event);
  return Array.isArray(answers) && answers.some((answer) => Object(answer).sealed !== undefined);
};

/** The vectors that need no feature that is not supported. */
export const supportedTopics = (
  topics: readonly Topic[],
  features: ReadonlySet<Feature>,
): readonly Topic[] => {
  const missing = FEATURES.filter((feature) => !features.has(feature));
  const isSupported = (vector: Vector) => !missing.some((feature) => NEEDS[feature](vector));
  return topics
    .map(({ name, vectors }) => ({ name, vectors: vectors.filter(isSupported) }))
    .filter(({ vectors }) => vectors.length > 0);
};
