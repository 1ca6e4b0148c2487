import {
  type Action,
  ADDRESSES,
  type Address,
  WEBHOOK_PATH,
} from '../../packages/http/src/addresses.ts';
import { PROBLEMS, problemTitle } from '../../packages/http/src/problems.ts';
import { ACTIONS, ROUTES, type Route } from '../../packages/http/src/routes.ts';
import { COUNT, ID, PAGE } from '../../packages/http/src/schemas.ts';
import {
  list,
  object,
  oneOf,
  orNull,
  type Schema,
  string,
} from '../../packages/machine/src/data/schema.ts';
import { PROBLEM, READING } from '../../packages/machine/src/data/shapes.ts';
import { FAULT_CODES, HOST_ERROR_CODES } from '../../packages/machine/src/index.ts';
import { toJson } from '../spec/json.ts';
import { VIEW } from '../spec/schemas.ts';

/** Makes the OpenAPI file of the host's HTTP interface, from the table of routes and the schemas of the handler. */

type HostAction = Exclude<Action, 'startJob' | 'readStatus' | 'submitAnswers'>;
const isOfHost = (action: Action): action is HostAction => ROUTES[action].result !== 'reading';

const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: object, type = 'application/json') => ({ content: { [type]: { schema } } });

const READING_SENT: Schema = {
  ...READING,
  properties: Object.fromEntries(
    Object.entries(READING.properties ?? {}).filter(([name]) => name !== 'at'),
  ),
  required: (READING.required ?? []).filter((name) => name !== 'at'),
};

const MEMBER = object({ userGuid: string, memberGuid: string });

const INSTITUTION = object({
  institutionCode: string,
  institutionGuid: orNull(string),
  name: string,
  url: orNull(string),
  logoUrl: orNull(string),
  forgotPasswordUrl: orNull(string),
  troubleSigningInUrl: orNull(string),
  instructionalText: orNull(string),
  supportsOauth: { type: 'boolean' },
  supportsVerification: { type: ['boolean', 'null'] },
  supportsIdentification: { type: ['boolean', 'null'] },
  status: orNull(string),
  clientStatus: orNull(string),
});

const SCHEMAS = {
  View: VIEW,
  Answered: { type: 'object', properties: { view: ref('View'), problems: list(PROBLEM) } },
  OauthWindow: object({ oauthWindowUri: { ...string, description: 'Opens once.' } }),
  Fields: list(object({ guid: string, fieldName: string, label: string, type: string })),
  Updated: object({ reading: READING_SENT }),
  Institution: INSTITUTION,
  Institutions: object({ institutions: list(INSTITUTION), page: PAGE, pages: PAGE }),
  Members: list(
    object(
      {
        member: MEMBER,
        reading: READING_SENT,
        isOauth: { type: 'boolean' },
        institutionCode: orNull(string),
        name: orNull(string),
        id: orNull(string),
        isManual: { type: 'boolean' },
      },
      ['isManual'],
    ),
  ),
  Creation: {
    type: 'object',
    description: '`member` and `view` are there with `following`, `candidates` with `conflict`.',
    required: ['state'],
    properties: {
      state: oneOf(['following', 'creating', 'needsCredentials', 'conflict']),
      member: MEMBER,
      view: ref('View'),
      oauthWindowUri: { ...string, description: 'Opens once.' },
      candidates: list(
        object({
          member: MEMBER,
          name: orNull(string),
          connectionStatus: orNull(string),
          id: orNull(string),
        }),
      ),
    },
  },
  Problem: {
    ...object(
      {
        type: string,
        title: string,
        status: { type: 'integer' },
        detail: string,
        code: oneOf(HOST_ERROR_CODES),
        fault: oneOf(FAULT_CODES),
        retryAfter: { type: 'integer', minimum: 0, description: 'In ms.' },
        sent: { const: false },
      },
      ['fault', 'retryAfter', 'sent'],
    ),
    description:
      'Problem details (RFC 9457). `fault` is there when a call to MX has failed, `sent` when the server itself has refused the request.',
  },
};

const RESULTS: Readonly<Record<Exclude<Route['result'], 'reading'>, object>> = {
  view: { 200: { description: 'The view, as it is kept.', ...json(ref('View')) } },
  answered: { 200: { description: 'The view and the problems.', ...json(ref('Answered')) } },
  erased: {
    200: {
      description: 'What was erased: the members, and how many rows.',
      ...json({
        type: 'object',
        properties: {
          members: {
            type: 'array',
            items: {
              type: 'object',
              properties: { userGuid: ID, memberGuid: ID },
              required: ['userGuid', 'memberGuid'],
            },
          },
          records: COUNT,
          outcomes: COUNT,
          aside: COUNT,
        },
        required: ['members', 'records', 'aside'],
      }),
    },
  },
  nothing: { 204: { description: 'Done.' } },
  oauthWindow: { 200: { description: 'The address.', ...json(ref('OauthWindow')) } },
  fields: { 200: { description: 'The fields.', ...json(ref('Fields')) } },
  institutions: { 200: { description: 'A page of them.', ...json(ref('Institutions')) } },
  institution: { 200: { description: 'The institution.', ...json(ref('Institution')) } },
  members: { 200: { description: "The user's members.", ...json(ref('Members')) } },
  creation: { 200: { description: 'What came of it.', ...json(ref('Creation')) } },
  updated: {
    200: {
      description: 'The member after the update: the `reply` of the `act` of a start.',
      ...json(ref('Updated')),
    },
  },
};

const problemName = (status: number): string => `Problem${status}`;

/** The problems of a route. A route without a body has fewer statuses. */
const problemsOf = ({ body }: Route): object =>
  Object.fromEntries(
    [...new Set(Object.values(PROBLEMS).map(([status]) => status))]
      .filter((status) => body !== undefined || ![408, 413, 415].includes(status))
      .map((status) => [status, { $ref: `#/components/responses/${problemName(status)}` }]),
  );

const ONCE = {
  name: 'idempotency-key',
  in: 'header',
  required: false,
  schema: { type: 'string', maxLength: 255 },
  description:
    'A key of this command alone. A request that repeats it within a minute gets the first reply, from the same process, and nothing is done again.',
};

const parametersOf = (path: string, { query = {}, command }: Route): readonly object[] => [
  ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: ID,
  })),
  ...Object.entries(query.properties ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: query.required?.includes(name) ?? false,
    schema,
  })),
  ...(command ? [ONCE] : []),
];

/** @param suffix Makes the ids of operations with two paths unique. */
function operation(action: HostAction, path: string, suffix = ''): object {
  const route: Route = ROUTES[action];
  return {
    operationId: `${action}${suffix}`,
    summary: route.about,
    parameters: parametersOf(path, route),
    ...(route.body && { requestBody: { required: true, ...json(route.body) } }),
    responses: { ...RESULTS[ROUTES[action].result], ...problemsOf(route) },
  };
}

function paths(): Readonly<Record<string, Record<string, object>>> {
  const made: Record<string, Record<string, object>> = {};
  for (const action of ACTIONS.filter(isOfHost)) {
    const { path, method, ofUser }: Address = ADDRESSES[action];
    const name = method.toLowerCase();
    made[path] = { ...made[path], [name]: operation(action, path) };
    if (ofUser) made[ofUser] = { ...made[ofUser], [name]: operation(action, ofUser, 'OfUser') };
  }
  return made;
}

const RESPONSES = Object.fromEntries(
  [...new Set(Object.values(PROBLEMS).map(([status]) => status))].map((status) => [
    problemName(status),
    {
      description: `${Object.values(PROBLEMS)
        .filter(([one]) => one === status)
        .map(([, , detail]) => problemTitle(detail))
        .join('. Or: ')}.`,
      ...json(ref('Problem'), 'application/problem+json'),
    },
  ]),
);

const openApi = (): object => ({
  openapi: '3.1.0',
  info: {
    title: 'MX members',
    version: '1',
    description:
      'Runs the lifecycles of MX members. Every request carries what `authorize` of the server asks for, such as a token.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  paths: {
    ...paths(),
    [WEBHOOK_PATH]: {
      post: {
        operationId: 'webhook',
        summary: 'A webhook of MX: its member is polled at once. Where the server has webhooks.',
        requestBody: { required: true, ...json({}) },
        responses: {
          204: { description: 'Taken, or about nobody.' },
          ...problemsOf({ ...ROUTES.view }),
        },
      },
    },
  },
  components: { schemas: SCHEMAS, responses: RESPONSES },
});

/** The OpenAPI document of a host over HTTP, for other languages. */
export const openApiFile = (): ReadonlyMap<string, string> =>
  new Map([['packages/host/openapi.json', toJson(openApi())]]);
