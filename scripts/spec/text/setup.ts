/** How many vectors begin, by name: the lines before their first step. */

const STARTED = ['done readStatus CONNECTED idle', 'done startJob CONNECTED running'];
const asked = (guids: string): readonly string[] => [...STARTED, `poll CHALLENGED ${guids}`];

const SETUPS: Readonly<Record<string, (guids: string) => readonly string[]>> = {
  /** The first poll shows an idle member, and MX took the start. */
  started: () => STARTED,
  /** And a poll showed the job. */
  seen: () => [...STARTED, 'poll CREATED running'],
  /** The bank asks these questions. */
  asked,
  /** And the user's answer to that one is on its way. */
  answering: (guid) => [...asked(guid), `answer ${guid}=correct`],
  /** And MX took it. */
  answered: (guid) => [
    ...asked(guid),
    `answer ${guid}=correct`,
    'done submitAnswers RESUMED running',
  ],
};

/** The lines of `asked A B`. */
export function setupLines(text: string): readonly string[] {
  const [name = '', guids = ''] = text.split(/ (.*)/s);
  const setup = SETUPS[name];
  if (!setup) throw new Error(`${name} is not a setup`);
  return setup(guids);
}
