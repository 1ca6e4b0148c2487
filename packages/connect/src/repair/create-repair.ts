import type { ConnectionHealth } from '@mx-member/machine/health';
import { checkOptions, type OptionKinds } from '@mx-member/machine/hosting';
import { CONNECTION_KINDS } from '../connection/check-options.ts';
import { createMemberConnection } from '../connection/connection.ts';
import { type Messages, textsOf } from '../messages/english.ts';
import { type RepairMessages, repairTextsOf } from '../messages/repair-english.ts';
import type { ConnectionOptions, ConnectionView, MemberConnection, RestScreen } from '../types.ts';
import { type RepairInstitution, restScreen } from './rest-screen.ts';
import { isUnderWay, restingView, showAtFirst } from './resting.ts';
import { restingHost } from './resting-host.ts';

/** Options of {@link createRepair}: those of `createMemberConnection`, and what is known of the member. */
export interface RepairOptions extends Omit<ConnectionOptions, 'institution' | 'messages'> {
  /** From `connectionHealth`, for the member page of this moment. It is plain JSON, so a server can send it. */
  readonly health: ConnectionHealth;
  readonly institution?: RepairInstitution;
  /** Replaces texts by their keys; `{bank}` stands for the institution's name. */
  readonly messages?: Partial<Messages & RepairMessages>;
  /** The language in which the age of the data is said. @default the language of `messages`, or 'en' */
  readonly locale?: string;
  /** The moment from which the age of the data counts, in ms since 1970. @default Date.now() */
  readonly now?: number;
}

const KINDS: OptionKinds<RepairOptions> = {
  ...CONNECTION_KINDS,
  health: 'an object!',
  locale: 'a string',
  now: 'a number',
};

/** A connection that opens without a login. */
export interface RepairConnection extends MemberConnection {
  readonly rest: RestScreen;
}

/**
 * Opens a member that is broken, late or well, and starts nothing: what the person can do stands there at once, and a job begins
 * when they have done it. What is under way is followed: a job that runs, a question that stands.
 *
 * ```ts
 * const connection = createRepair({ host, input: { member, job: 'aggregate' }, health, institution });
 * ```
 *
 * It is drawn like any other connection, with the same components. `rest.parts` has what stands there besides, for markup
 * of your own.
 *
 * @throws {TypeError} as `createMemberConnection` does, and for a `health` that is not one.
 */
export function createRepair(options: RepairOptions): RepairConnection {
  checkOptions('createRepair', options, KINDS);
  const { health, now = Date.now(), ...connectionOptions } = options;
  const { institution = {}, messages, host } = connectionOptions;
  const { locale = messages?.lang ?? 'en' } = connectionOptions;
  if (typeof health.action !== 'string')
    throw new TypeError('createRepair: `health` must be what connectionHealth returns.');
  let hasActed = false;
  const act = (): void => {
    hasActed = true;
  };
  const input = { ...options.input, ...(health.action === 'openBank' && { oauth: true }) };
  const connection = createMemberConnection({
    ...connectionOptions,
    input,
    host: restingHost(host, health, () => hasActed),
  });
  const first = firstViews(health);
  return {
    ...connection,
    getView: () => first(connection.getView()),
    getServerView: () => first(connection.getServerView()),
    submitCredentials(credentials) {
      act();
      return connection.submitCredentials(credentials);
    },
    openBank() {
      act();
      connection.openBank();
    },
    retry(changes) {
      act();
      connection.retry(changes);
    },
    rest: restScreen({
      health,
      institution,
      now,
      locale,
      text: repairTextsOf(messages, institution.name),
      screenText: textsOf(messages, institution.name),
    }),
  };
}

/** What is shown before the host has answered, and what a server renders: the same member that rests, or that somebody works. */
const firstViews = (health: ConnectionHealth): ((view: ConnectionView) => ConnectionView) =>
  isUnderWay(health) ? (view) => view : showAtFirst(restingView(health, 0));
