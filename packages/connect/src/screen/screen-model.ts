import type { CredentialField } from '@mx-member/machine/hosting';
import type { Challenge, Problem } from '@mx-member/machine/step';
import { accessOf } from '../connection/access.ts';
import type { Description } from '../markup.ts';
import { textsOf } from '../messages/english.ts';
import type { ConnectionView, MemberConnection, RestScreen } from '../types.ts';
import { describe, problemsOf } from './describe.ts';
import type { Normalize, PropTypes } from './props.ts';

/** The data for the props of all parts of one screen. */
export interface ScreenModel<Types extends PropTypes> {
  readonly connection: MemberConnection;
  readonly normalize: Normalize<Types>;
  readonly view: ConnectionView;
  readonly description: Description;
  /** The screen of a resting member; `null` if the member does not rest. */
  readonly rest: RestScreen | null;
  readonly text: ReturnType<typeof textsOf>;
  /** The questions; empty unless this screen shows them. */
  readonly challenges: readonly Challenge[];
  /** The fields of the login form; empty unless this screen shows it. */
  readonly credentials: readonly CredentialField[];
  /** The questions, or the fields of the login form. */
  readonly asked: readonly (Challenge | CredentialField)[];
  readonly prompt: number;
  /** Changes when the fields of the form must be empty. */
  readonly key: string;
  readonly problems: readonly Problem[];
  readonly hasAccess: boolean;
  /** The id of the element for a question or a field. With a suffix, the id of an element that belongs to it. */
  idOf(one: { readonly guid: string }, suffix?: string): string;
}

/** The screen of a resting member; `null` if the member does not rest. */
export const restOf = (
  { rest }: Pick<MemberConnection, 'rest'>,
  view: ConnectionView,
): RestScreen | null => (rest?.isResting(view) ? rest : null);

export function screenModelOf<Types extends PropTypes>(
  connection: MemberConnection,
  normalize: Normalize<Types>,
  view: ConnectionView,
  id: string,
): ScreenModel<Types> {
  const { input, institution, messages } = connection.options;
  const text = textsOf(messages, institution?.name);
  const own = describe(view, input, text);
  const rest = restOf(connection, view);
  const description = rest?.describe(view, own) ?? own;
  const { screen } = description;
  const prompt = view.member?.prompt ?? 0;
  const challenges = screen === 'questions' ? (view.member?.challenges ?? []) : [];
  const credentials = screen === 'login' ? (view.login?.fields ?? []) : [];
  const asked = [...challenges, ...credentials];
  const guids = asked.map(({ guid }, index) => [guid, index] as const);
  const places = new Map(guids.reverse()); // Of two questions with the same guid, the first counts.
  return {
    connection,
    normalize,
    view,
    description,
    rest,
    text,
    challenges,
    credentials,
    asked,
    prompt,
    key: `${input.member.memberGuid}-${view.attempt}-${screen}-${challenges[0] ? prompt : 0}`,
    problems: problemsOf(view),
    hasAccess: accessOf(connection.options) !== null,
    idOf: ({ guid }, suffix = '') => `${id}-${places.get(guid) ?? -1}${suffix}`,
  };
}
