import { PASSWORDS, SCRIPT_PREFIX } from '@mx-member/simulator';

/** Something that can happen when a person connects to MX Bank. */
export interface Scenario {
  /** The password that causes it. For the OAuth bank, the institution's code. */
  readonly id: string;
  readonly group: 'MX Bank' | 'More than MX Bank can do' | 'OAuth';
  readonly institutionCode: 'mxbank' | 'mx_bank_oauth';
  /** The name in a list. */
  readonly title: string;
  /** The meaning, in a sentence. */
  readonly meaning: string;
  /** Whether the bank will ask questions. */
  readonly asks: boolean;
}

const scripted = (script: string, meaning: string) => ({
  password: SCRIPT_PREFIX + script,
  meaning,
  extension: true,
});

/** Scripts of the playground, in addition to the table of the simulator. */
const MORE = [
  scripted('text,options,token,image,image_options', 'Five rounds, one for each type of question.'),
  scripted('text+token+image_options', 'Three questions of different types at once.'),
  scripted('token', 'Asks for a code.'),
  scripted('EXPIRED', 'A question was left open for too long.'),
  scripted(
    'IMPEDED',
    'The login is right, but the user has to do something on the site of the bank.',
  ),
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
  meaning:
    "You log in on the bank's own page, without a password here. The page asks for your consent.",
  asks: false,
};

/** The scenarios, in the order of the list. */
export const SCENARIOS: readonly Scenario[] = [...passwords, OAUTH];

/** The default: the scenario that shows most of the lifecycle. */
const FIRST = `${SCRIPT_PREFIX}options,token`;

/** The scenario with this id, or else the default. */
export const scenarioOf = (id: string): Scenario =>
  [id, FIRST].flatMap((one) => SCENARIOS.filter((scenario) => scenario.id === one))[0] ?? OAUTH;
