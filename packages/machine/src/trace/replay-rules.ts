/** What must hold for a trace of the machine, in the order in which it is asked of each line. */
export const REPLAY_RULES = {
  line: 'Each line is JSON and fits the schema of a trace.',
  pseudonyms: 'A line holds pseudonyms and names of MX, and no other text.',
  first: 'The first line of a member begins a lifecycle, recovers a record, or follows one.',
  again: 'A lifecycle begins where none runs, after the end of the one before.',
  input: 'A lifecycle begins with an input that the machine accepts.',
  record: 'A record fits its schema and does not contradict itself.',
  shown: 'A host goes on from a record that the trace has shown.',
  sent: 'A host never goes on from a record from before a start or answers that were sent.',
  pause: 'The machine waits for as long as its pace, MX and the failures so far ask for.',
  state: 'The machine goes where its rules lead.',
  effects: 'The machine asks for the calls, waits and announcements of its rules.',
  digest: 'The machine remembers what its rules say.',
} as const;

/** One of {@link REPLAY_RULES}. */
export type ReplayRule = keyof typeof REPLAY_RULES;
