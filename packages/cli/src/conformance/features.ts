import type { Topic, Vector } from './vectors.ts';

/**
 * Features that an implementation may leave out: OAuth members, sealed answers, a second lifecycle after a first one, and
 * recovery from a record after a crash. Everything else is required.
 */
export const FEATURES = ['oauth', 'sealed', 'after', 'recover'] as const;
export type Feature = (typeof FEATURES)[number];

/** Whether a vector needs a feature. Its input and events show that. */
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

/** The vectors that need only supported features. */
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
