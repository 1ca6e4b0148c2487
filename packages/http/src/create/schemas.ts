import { JOBS, MAX_ANSWER_LENGTH, type Schema } from '@mx-member/machine/step';

/**
 * The body that creates a member, as JSON Schema. Requests are checked against it, and the OpenAPI file is generated
 * from it.
 */

const closed = (
  properties: Readonly<Record<string, Schema>>,
  required: readonly string[],
): Schema => ({ type: 'object', properties, required, additionalProperties: false });

const text = (maxLength: number): Schema => ({ type: 'string', minLength: 1, maxLength });

/** The body does not name the user, because `authorize` does. */
export const CREATE_BODY = closed(
  {
    institutionCode: text(256),
    credentials: {
      type: 'array',
      items: closed({ guid: text(256), value: { type: 'string', maxLength: MAX_ANSWER_LENGTH } }, [
        'guid',
        'value',
      ]),
    },
    oauth: closed(
      {
        clientRedirectUrl: text(2_048),
        referralSource: { enum: ['APP', 'BROWSER'] },
        enableApp2app: { type: 'boolean' },
        uiMessageWebviewUrlScheme: text(256),
      },
      [],
    ),
    job: { enum: [...JOBS] },
  },
  ['institutionCode'],
);

/** The path of a creation, after the address of the handler. */
export const CREATION_PATH = '/creations/{id}';
/** For callers who act for many users. */
export const USER_CREATION_PATH = `/users/{userGuid}${CREATION_PATH}`;
