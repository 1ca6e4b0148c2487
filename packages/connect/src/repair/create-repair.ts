import type { ConnectionHealth } from '@mx-member/machine/health';
import { checkOptions } from '@mx-member/machine/hosting';
import { openConnection } from '../connection/connection.ts';
import { CONNECTION_OPTIONS, checkConnectionOptions, troubleOf } from '../connection/options.ts';
import { type Messages, textsOf } from '../messages/english.ts';
import { type RepairMessages, repairTextsOf } from '../messages/repair-english.ts';
import type { ConnectionOptions, ConnectionView, MemberConnection, RestScreen } from '../types.ts';
import { restScreen } from './rest-screen.ts';
import { isUnderWay, restingView, showAtFirst } from './resting.ts';
import { restingStart } from './resting-start.ts';

/** Options of {@link createRepair}: the options of `createMemberConnection`, and the health of the member. */
export interface RepairOptions extends Omit<ConnectionOptions, 'messages'> {
  /** The result of `connectionHealth` for the current member page. It is plain JSON, so a server can send it. */
  readonly health: ConnectionHealth;
  /** Replaces texts by their keys; `{bank}` stands for the institution's name. */
  readonly messages?: Partial<Messages & RepairMessages> | undefined;
  /** The language for the age of the data. @default the language of `messages`, or 'en' */
  readonly locale?: string;
  /** The time for the age of the data, in ms since 1970. @default Date.now() */
  readonly now?: number;
}

const OPTIONS = [...CONNECTION_OPTIONS, 'health', 'locale', 'now'] as const;

/** A connection that opens without a login. */
export interface RepairConnection extends MemberConnection {
  setMessages(messages: RepairOptions['messages']): void;
  readonly rest: RestScreen;
}

/**
 * Opens a member without starting anything. The screen shows at once what the person can do, and a job begins after they have
 * done it. A running job or an open question is followed.
 *
 * ```ts
 * const connection = createRepair({ host, input: { member, job: 'aggregate' }, health, institution });
 * ```
 *
 * It is drawn like any other connection, with the same components.
 *
 * @throws {TypeError} like `createMemberConnection`, and for an invalid `health`.
 */
export function createRepair(options: RepairOptions): RepairConnection {
  checkOptions('createRepair', options, OPTIONS);
  const { health, now = Date.now(), ...connectionOptions } = options;
  const { institution = {}, host } = connectionOptions;
  if (typeof health.action !== 'string')
    throw new TypeError('createRepair: `health` must be the result of connectionHealth.');
  let hasActed = false;
  const act = (): void => {
    hasActed = true;
  };
  const input = { ...options.input, ...(health.action === 'openBank' && { oauth: true }) };
  const checked = { ...connectionOptions, input };
  checkConnectionOptions(checked);
  const connection = openConnection(
    checked,
    restingStart(host, health, () => hasActed),
  );
  const first = firstViews(health);
  return {
    ...connection,
    getView: () => first(connection.getView()),
    getServerView: () => first(connection.getServerView()),
    submitCredentials(credentials, submitted) {
      act();
      return connection.submitCredentials(credentials, submitted);
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
      now,
      trouble: troubleOf(connectionOptions),
      words() {
        const messages: RepairOptions['messages'] = connection.options.messages;
        return {
          locale: options.locale ?? messages?.lang ?? 'en',
          text: repairTextsOf(messages, institution.name),
          screenText: textsOf(messages, institution.name),
        };
      },
    }),
  };
}

/** The view before the host has responded, which a server renders too: a resting member, or a running job. */
const firstViews = (health: ConnectionHealth): ((view: ConnectionView) => ConnectionView) =>
  isUnderWay(health) ? (view) => view : showAtFirst(restingView(health, 0));
