import type {
  Answer,
  Call,
  Challenge,
  Fault,
  FaultCode,
  MemberEvent,
  MemberInput,
  MemberRecord,
  MemberView,
  Reading,
  StepEvent,
} from '../../packages/machine/src/index.ts';

/** The words in which vectors are written: a list of what happens, each with what must be so after it. */

type Parts<Value> = Value extends readonly (infer Item)[]
  ? readonly Parts<Item>[]
  : Value extends object
    ? { readonly [Key in keyof Value]?: Parts<Value[Key]> }
    : Value;

/** What must be so after a line. Whatever is named of the view is also part of the vector. */
export type Shows = Parts<MemberView> & {
  /** The wait that stands now, in ms. */
  readonly wait?: number;
  /** The types of all effects, in their order. */
  readonly does?: string;
};

/** One thing that happens. */
export interface Line {
  /** Given the time, in ms, and the number of the call or wait that stands. */
  readonly event?: (now: number, turn: number) => unknown;
  /** The process has died; another one goes on. */
  readonly resume?: true;
  /** So much time passes before, in ms; what stands as a wait passes by itself before `elapsed`. */
  readonly after?: number;
  /** What is taken in place of the last record. */
  readonly record?: (record: MemberRecord) => unknown;
  /** It must be answered with an error. */
  readonly refused?: true;
  /** Where the member must be then; left out in the middle of a phrase. */
  readonly state?: string;
  readonly shows?: Shows;
}

export interface Script {
  /** `<topic>-<name>` */
  readonly id: string;
  readonly description: string;
  readonly rules: readonly string[];
  readonly sources?: readonly string[];
  /** What differs from `aggregate` for `USR-1/MBR-1` without spread. */
  readonly input?: Partial<MemberInput>;
  /** What must be so at the beginning; `refused` when the input is wrong. */
  readonly begins?: Shows | 'refused';
  readonly steps: readonly (Line | readonly Line[])[];
}

/** The member of most vectors, and when they begin. */
export const MEMBER = { userGuid: 'USR-1', memberGuid: 'MBR-1' } as const;
export const BEGIN = 1_000_000;

/** A question with that guid. */
export const question = (guid: string, more: Partial<Challenge> = {}): Challenge => ({
  guid,
  type: 'TEXT',
  label: `Question ${guid}?`,
  options: [],
  ...more,
});

/** A reading with a job at work, with none, without a word about it, and with these questions. */
export const running = (connectionStatus: string | null, more: Partial<Reading> = {}): Reading => ({
  connectionStatus,
  isBeingAggregated: true,
  challenges: [],
  ...more,
});
export const idle = (connectionStatus: string | null, more: Partial<Reading> = {}): Reading =>
  running(connectionStatus, { isBeingAggregated: false, ...more });
export const unsaid = (connectionStatus: string | null, more: Partial<Reading> = {}): Reading =>
  running(connectionStatus, { isBeingAggregated: null, ...more });
export const challenged = (...questions: readonly (string | Challenge)[]): Reading =>
  running('CHALLENGED', {
    challenges: questions.map((one) => (typeof one === 'string' ? question(one) : one)),
  });

/** A line from its parts. */
const line = (
  event: (now: number, turn: number) => StepEvent,
  state: string,
  shows?: Shows,
): Line => ({
  event,
  state,
  ...(shows && { shows }),
});
const done =
  (call: Call, reading: Reading) =>
  (at: number, turn: number): StepEvent => ({
    type: 'done',
    call,
    turn,
    reading: { ...reading, at },
  });
const error =
  (call: Call, code: FaultCode, more: Partial<Fault> = {}) =>
  (at: number, turn: number): StepEvent => ({
    type: 'error',
    call,
    turn,
    fault: { code, ...more, at },
  });

/** The call has succeeded. */
export const ok = (call: Call, reading: Reading, state: string, shows?: Shows): Line =>
  line(done(call, reading), state, shows);
/** The call has failed. */
export const fails = (
  call: Call,
  code: FaultCode,
  state: string,
  shows?: Shows,
  more?: Partial<Fault>,
): Line => line(error(call, code, more), state, shows);

/** MX takes the start, and shows the member as it was before. */
export const started = (before: Reading = running('CONNECTED'), shows?: Shows): Line =>
  ok('startJob', before, 'aggregating.waiting', shows);
/** The wait passes. */
export const elapsed = (state: string, shows?: Shows): Line =>
  line((_, turn) => ({ type: 'elapsed', turn }), state, shows);
/** The wait passes, and the reading that follows shows this, or fails. */
const due: Line = { event: (_, turn) => ({ type: 'elapsed', turn }) };
export const reads = (reading: Reading, state: string, shows?: Shows): readonly Line[] => [
  due,
  ok('readStatus', reading, state, shows),
];
export const readFails = (
  code: FaultCode,
  state: string,
  shows?: Shows,
  more?: Partial<Fault>,
): readonly Line[] => [due, fails('readStatus', code, state, shows, more)];

/** The host says something. */
export const tells = (event: MemberEvent, state: string, shows?: Shows): Line =>
  line(() => event, state, shows);
export const news = (state: string, shows?: Shows): Line =>
  tells({ type: 'status.changed' }, state, shows);
export const cancel = (state: string, shows?: Shows): Line =>
  tells({ type: 'cancel' }, state, shows);

/** The user answers: `{ guid: value }`, or a list where that is the point. */
export const answers = (
  given: Readonly<Record<string, string>> | readonly Answer[],
  state = 'resumed.submitting',
  shows?: Shows,
): Line => {
  const list = Array.isArray(given)
    ? (given as readonly Answer[])
    : Object.entries(given).map(([guid, value]) => ({ guid, value }));
  return tells({ type: 'challenge.answer', answers: list }, state, shows);
};
/** The same, meant for this asking. */
export const answersTo = (
  asking: number,
  given: Readonly<Record<string, string>>,
  state?: string,
  shows?: Shows,
): Line => {
  const { event, ...rest } = answers(given, state, shows);
  return { ...rest, event: (now, turn) => ({ ...Object(event?.(now, turn)), asking }) };
};
/** MX takes the answers. */
export const submitted = (shows?: Shows): Line =>
  ok('submitAnswers', running('RESUMED'), 'resumed.waiting', shows);

/** Another process goes on. */
export const resumes = (state: string, shows?: Shows): Line => ({
  resume: true,
  state,
  ...(shows && { shows }),
});

/** The same line, but of a call or wait that stood so many turns before. */
export const ofTurn = (back: number, one: Line): Line => {
  const { event } = one;
  return event ? { ...one, event: (now, turn) => event(now, turn - back) } : one;
};

/** The same line, so many ms later. */
export const later = (ms: number, one: Line): Line => ({ ...one, after: ms });

/** The lifecycle up to its first question, which is open now. */
export const asked = (...questions: readonly (string | Challenge)[]): readonly Line[] => [
  started(),
  ...reads(challenged(...questions), 'challenged.waiting', { round: 1 }),
];
/** The lifecycle up to an answer that MX has taken. */
export const answered = (guid: string): readonly Line[] => [
  ...asked(guid),
  answers({ [guid]: 'correct' }),
  submitted(),
];
