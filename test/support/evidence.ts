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

export type Request = BackendEvidence['requests'][number];

/** A path as evidence has it. */
export const AT_MEMBER = '/users/{user}/members/{member}';

/** A request about the first member. */
export const request = (
  at: number,
  call: Request['call'],
  more: Partial<Request> = {},
): Request => ({
  ...{ at, answeredAt: at, method: 'GET', path: AT_MEMBER, call, member: 1, status: 202 },
  ...{ fields: [], hasVersion: true, hasCredentials: false, answered: [], answersOf: [] },
  ...{ shown: null, retryAfter: null, ...more },
});
