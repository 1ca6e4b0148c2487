import type { BackendEvidence } from '@mx-member/simulator/world';

/** The evidence of a plan in which nothing happened. */
export const NO_EVIDENCE: BackendEvidence = {
  speed: 1,
  until: 300_000,
  requests: [],
  moments: [],
  people: [],
  looks: [],
  world: [],
  output: null,
};
