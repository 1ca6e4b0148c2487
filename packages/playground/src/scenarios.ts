import { PASSWORDS, SCRIPT_PREFIX } from '@mx-member/simulator';

/** Something that can happen when somebody connects to MX Bank. */
export interface Scenario {
  /** The password that brings it about; for the OAuth bank the institution's code. */
  readonly id: string;
  readonly group: 'MX Bank' | 'More than MX Bank can do' | 'OAuth';
  readonly institutionCode: 'mxbank' | 'mx_bank_oauth';
  /** In a few words, for a list. */
  readonly title: string;
  /** In a sentence. */
  readonly meaning: string;
  /** Whether somebody will be asked something. */
  readonly asks: boolean;
}

const scripted = (script: string, meaning: string) => ({
  password: SCRIPT_PREFIX + script,
  meaning,
  extension: true,
});

/** Scripts of the playground's own, next to the simulator's table. */
const MORE = [
  scripted(
    'text,options,token,image,image_options',
    'Five rounds, one for each kind of question that MX knows.',
  ),
  scripted('text+token+image_options', 'Three questions of three kinds at once.'),
  scripted('token', 'Asks for a code.'),
  scripted('EXPIRED', 'As if a question had been left open for too long.'),
  scripted('IMPEDED', 'The login is right, but the bank wants something done on its own site.'),
] as const;

const isQuestion = /challenge|options|image|text|token/;

const passwords: readonly Scenario[] = [...PASSWORDS, ...MORE].map(
  ({ password, meaning, extension }) => ({
    id: password,
    group: extension ? 'More than MX Bank can do' : 'MX Bank',
    institutionCode: 'mxbank',
    title: password,
    meaning,
    asks: isQuestion.test(password),
  }),
);

const OAUTH: Scenario = {
  id: 'mx_bank_oauth',
  group: 'OAuth',
  institutionCode: 'mx_bank_oauth',
  title: 'mx_bank_oauth',
  meaning: "No password here: you log in on the bank's own page, which asks for your consent.",
  asks: false,
};

/** What can be chosen, in the order in which it is shown. */
export const SCENARIOS: readonly Scenario[] = [...passwords, OAUTH];

/** The one that shows most of the lifecycle. */
const FIRST = `${SCRIPT_PREFIX}options,token`;

/** A scenario by its id; the first one to show when there is none. */
export const scenarioOf = (id: string): Scenario =>
  [id, FIRST].flatMap((one) => SCENARIOS.filter((scenario) => scenario.id === one))[0] ?? OAUTH;
