/** What must hold for a trace of the machine, in the order in which each line is checked. */
export const REPLAY_RULES = {
  line: 'Each line is JSON and fits the schema of a trace.',
  pseudonyms: 'A line holds pseudonyms and names of MX, and no other text.',
  first: 'The first line of a member begins a lifecycle, recovers a record, or follows one.',
  again: 'A lifecycle begins only after the lifecycle before has ended.',
  input: 'A lifecycle begins with an input that the machine accepts.',
  record: 'A record fits its schema and does not contradict itself.',
  shown: 'A host continues from a record that the trace has shown.',
  sent: 'A host never continues from a record that is older than a start or answers that it has sent.',
  pause: 'The machine waits as long as its pace, MX and earlier failures require.',
  state: 'The machine goes where its rules lead.',
  effects: 'The machine asks for the calls, waits and announcements that its rules demand.',
  digest: 'The machine remembers what its rules say.',
} as const;

/** One of {@link REPLAY_RULES}. */
export type ReplayRule = keyof typeof REPLAY_RULES;
