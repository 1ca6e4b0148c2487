import {
  type CreationClient,
  type CreationOptions,
  type CreationView,
  checkOptions,
  type MemberAccess,
  type OauthRequest,
} from '@mx-member/machine/hosting';
import type { MemberId } from '@mx-member/machine/step';
import { openConnection } from '../connection/connection.ts';
import {
  accessOf,
  CONNECTION_OPTIONS,
  checkConnectionOptions,
  type Trouble,
  troubleOf,
} from '../connection/options.ts';
import { textsOf } from '../messages/english.ts';
import { isResting, restingView, showAtFirst } from '../repair/resting.ts';
import { safely } from '../safely.ts';
import { holdDetails, windowProblem } from '../screen/describe.ts';
import type {
  ConnectionOptions,
  ConnectionView,
  Institution,
  MemberConnection,
  RestScreen,
} from '../types.ts';
import { newMemberHost, placeholderOf } from './new-member.ts';

/** Options of {@link createNewConnection}: the options of `createMemberConnection`, without a member, because there is none yet. */
export interface NewConnectionOptions
  extends Omit<ConnectionOptions, 'input' | 'institution'>,
    CreationOptions {
  /** Creates the member: `connectCreations` of `@mx-member/host/http`. It must call the same server as `host`. */
  readonly creations: CreationClient;
  /**
   * The id of this creation: 1 to 200 letters, numbers, - or _, for example from `crypto.randomUUID()`. There is at most one
   * login per id. Keep the id over a reload, so that the page goes on with the same creation. Use a new id for each account.
   */
  readonly id: string;
  readonly institution: Institution & { readonly code: string };
  /**
   * The person logs in on the bank's own page, and comes back in this way. In a browser `{}` is enough.
   * @default the login form of the institution. If it has no fields, the bank has its own page, and `{}` is used
   */
  readonly oauth?: OauthRequest;
  /** Called once per page when the member exists, so that you can save its guids. */
  readonly onCreated?: (member: MemberId) => void;
  /**
   * Called if the person may already have a member with this login. Nothing was sent. Show these members, and open the one that
   * the person chooses. The screen says that the bank was connected before.
   */
  readonly onConflict?: (
    candidates: Extract<CreationView, { readonly state: 'conflict' }>['candidates'],
  ) => void;
}

const OPTIONS = [
  ...CONNECTION_OPTIONS.filter((name) => name !== 'input'),
  'institution',
  'creations',
  'id',
  'job',
  'dataRequest',
  'metadata',
  'useCases',
  'backgroundAggregationIsDisabled',
  'onCreated',
  'onConflict',
] as const;

/** A connection that begins with the login. */
export interface NewConnection extends MemberConnection {
  readonly rest: RestScreen;
}

/** The calls straight to MX. @throws {TypeError} for mistakes that `checkOptions` cannot see. */
function accessFor(options: NewConnectionOptions): MemberAccess {
  const { host, institution } = options;
  const access = accessOf(options);
  if (access && !('attend' in host) && typeof institution.code === 'string') return access;
  const wrong = !access
    ? '`access` must have the calls for the login form, or `host` must.'
    : 'attend' in host
      ? '`host` must be a server, because a page cannot keep a creation before MX is called.'
      : 'institution.code must be a string.';
  throw new TypeError(`createNewConnection: ${wrong}`);
}

/**
 * Shows the login form of an institution, creates the member with the login, and goes on with it. The same components as for
 * any other connection draw it.
 *
 * ```ts
 * const connection = createNewConnection({
 *   host: connectHost({ url: '/mx' }),
 *   creations: connectCreations({ url: '/mx' }),
 *   id: crypto.randomUUID(),
 *   institution: { code: 'mxbank', name: 'MX Bank' },
 * });
 * ```
 *
 * Credentials go from the fields to your server. They never appear in a view, a storage or a message between tabs, and the
 * fields are cleared.
 *
 * @throws {TypeError} for a wrong option, and for a host that runs in the page.
 */
export function createNewConnection(options: NewConnectionOptions): NewConnection {
  checkOptions('createNewConnection', options, OPTIONS);
  const calls = accessFor(options);
  const { creations, id, job, dataRequest, metadata, useCases, ...rest } = options;
  const { backgroundAggregationIsDisabled, ...others } = rest;
  const { onCreated, onConflict, host, access: _, ...connectionOptions } = others;
  const { institution, oauth } = connectionOptions;
  const trouble = troubleOf(connectionOptions);
  const own = newMemberHost({
    host,
    access: calls,
    creations,
    request: {
      id,
      institutionCode: institution.code,
      ...(job && { job }),
      ...(dataRequest && { dataRequest }),
      ...(metadata !== undefined && { metadata }),
      ...(useCases && { useCases }),
      ...(backgroundAggregationIsDisabled !== undefined && { backgroundAggregationIsDisabled }),
    },
    isOauth: oauth !== undefined,
    heldBy: trouble?.fault ?? null,
    onCreated: (member) => safely(() => onCreated?.(member)),
    onConflict: (candidates) => safely(() => onConflict?.(candidates)),
  });
  const given: ConnectionOptions = {
    ...connectionOptions,
    input: {
      member: placeholderOf(id),
      job: job === undefined || job === 'aggregate' ? null : job,
      ...(oauth && { oauth: true }),
    },
    host: own.host,
  };
  checkConnectionOptions(given);
  const connection = openConnection(given, own.host.start, own.real);
  const first = showAtFirst(restingView({ action: oauth ? 'openBank' : 'enterCredentials' }, 0));
  return {
    ...connection,
    getView: () => first(connection.getView()),
    getServerView: () => first(connection.getServerView()),
    rest: loginScreen(
      // The messages can be replaced while the screen is shown.
      () => textsOf(connection.options.messages, institution.name),
      () => connection.options.input.oauth === true,
      trouble,
    ),
  };
}

/** The screen before the person has logged in. */
function loginScreen(
  texts: () => ReturnType<typeof textsOf>,
  isOauth: () => boolean,
  trouble: Trouble | null,
): RestScreen {
  /** The fault that a login would probably meet, while the person has not decided yet whether to try. */
  function heldBy({ login }: ConnectionView): Trouble['fault'] {
    const { fault = null } = trouble ?? {};
    const isDecided = login && (login.fields.length > 0 || login.problem !== fault);
    return isOauth() || isDecided ? null : fault;
  }
  const isClosed = ({ login }: ConnectionView): boolean =>
    login?.fields.length === 0 && login.problem === null;
  const isUnknown = ({ login }: ConnectionView): boolean =>
    login?.fields.length === 0 && login.problem === 'notFound';

  function detailsOf(view: ConnectionView): readonly string[] {
    const text = texts();
    const { login } = view;
    const problem = login?.problem;
    if (isUnknown(view)) return [text('reason.institutionBlocked')];
    if (heldBy(view)) return [text('anyway')];
    const held = holdDetails(view, text);
    if (held) return held;
    if (problem === 'conflict') return [text('bank.otherMember')];
    if (problem?.startsWith('institution')) return [text(`warning.${problem}`)];
    if (problem === 'rateLimited') return [text('loginLimit')];
    if (problem) return [text(login?.fields.length ? 'loginProblem' : 'stopped.unreachable')];
    const blocked = windowProblem(view, text);
    if (blocked) return [blocked];
    return [
      ...(trouble && (isOauth() || !trouble.fault) ? [text(trouble.sentence)] : []),
      ...(isOauth() ? [text('bank.none')] : []),
    ];
  }

  return {
    nextStep: 'chooseInstitution',
    isResting: ({ member, stopped }) => isResting(member) && !stopped,
    describe(view, own) {
      const text = texts();
      if (isClosed(view))
        return {
          ...own,
          title: text('title.cancelled'),
          details: [text('reason.cancelled')],
          retryText: text('openLogin'),
          tone: 'calm',
        };
      const fault = heldBy(view);
      const title = fault ? (`title.${fault}` as const) : isOauth() ? 'authorizing' : 'firstLogin';
      return {
        ...own,
        title: text(isUnknown(view) ? 'unknownBank' : title),
        details: detailsOf(view),
        ...(fault && { retryText: text('tryAnyway'), isRetryQuiet: true }),
        tone: isUnknown(view) || view.login?.hold ? 'act' : fault ? 'calm' : 'begin',
      };
    },
  };
}
