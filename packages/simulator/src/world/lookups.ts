import type {
  BackendEvidence,
  BankRequest,
  MemberMoment,
  PersonEvent,
  WorldEvent,
} from './evidence.ts';

/** Statuses that still change without a new start, even while `is_being_aggregated` is false (CW, D-IFS). */
const PASSING = new Set(['CREATED', 'UPDATED', 'RESUMED', 'RECONNECTED', 'CHALLENGED', 'PENDING']);

/** The numbers of all members. */
export const membersIn = ({ moments }: BackendEvidence): readonly number[] => [
  ...new Set(moments.map(({ member }) => member)),
];

/** The state of a member at a moment; `undefined` before it existed. */
export const standingAt = (
  { moments }: BackendEvidence,
  member: number,
  at: number,
): MemberMoment | undefined => moments.findLast((one) => one.member === member && one.at <= at);

/** Whether a state is final: it does not change without a new start. */
export const isFinal = ({ status, running }: Pick<MemberMoment, 'status' | 'running'>): boolean =>
  !running && status !== null && !PASSING.has(status);

/** The member of a person. */
export function memberOfPerson({ people }: BackendEvidence, person: number): number {
  const last = people.findLast((one) => one.type === 'started' && one.person === person);
  return last?.type === 'started' ? last.member : person;
}

/** What the owner of a member did and saw. */
export const ownersEvents = (evidence: BackendEvidence, member: number): readonly PersonEvent[] =>
  evidence.people.filter(({ person }) => memberOfPerson(evidence, person) === member);

/** The numbers of all people. */
export const peopleIn = ({ people }: BackendEvidence): readonly number[] => [
  ...new Set(people.map(({ person }) => person)),
];

/** Whether a request may start a login at the bank. */
export const isLogin = ({ call, hasCredentials }: BankRequest): boolean =>
  call === 'start' || call === 'create' || (call === 'update' && hasCredentials);

/** Readings of a member that MX answered. */
export const readingsOf = ({ requests }: BackendEvidence, member: number) =>
  requests.filter((one) => one.member === member && one.shown !== null);

/** Whether the server reads MX for each request of a page. Then nearly every reading follows such a request at once. */
export function isPassingOn(evidence: BackendEvidence): boolean {
  const soon = 300 + 10 * evidence.speed;
  const readings = evidence.requests.filter(({ call }) => call === 'read');
  const followed = readings.filter(({ at, member }) =>
    evidence.looks.some(
      (look) =>
        at >= look.at && at - look.at <= soon && memberOfPerson(evidence, look.person) === member,
    ),
  );
  return readings.length > 0 && followed.length >= 0.9 * readings.length;
}

/** Whether MX certainly did nothing. After 408 and 5xx that is unknown. */
export const isRefusal = (status: number | null): boolean =>
  status !== null && status >= 400 && status < 500 && status !== 408;

export const isDone = (status: number | null): boolean =>
  status !== null && status >= 200 && status < 300;

/** The times between two kinds of events. What has not ended lasts until the end of the scenario. */
const spansIn = (
  { world, until }: BackendEvidence,
  begins: WorldEvent['type'],
  ends: WorldEvent['type'],
) =>
  world.flatMap(({ type, at: from }, index) => {
    if (type !== begins) return [];
    const end = world.slice(index + 1).find((one) => one.type === ends);
    return [{ from, to: end?.at ?? until }];
  });

/** All outages of MX. */
export const outagesIn = (evidence: BackendEvidence) =>
  spansIn(evidence, 'outageBegins', 'outageEnds');

/** When the server could not read MX, because MX or the server was down, in order. */
export const blindTimesIn = (evidence: BackendEvidence) =>
  [...outagesIn(evidence), ...spansIn(evidence, 'killed', 'restarted')].sort(
    (a, b) => a.from - b.from,
  );
