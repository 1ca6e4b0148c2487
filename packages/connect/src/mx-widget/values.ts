import type { BareView, CredentialField, InstitutionDetails } from '@mx-member/machine/hosting';
import { type Challenge, STATUSES } from '@mx-member/machine/step';

/** What the widget reads, made from what a host returns. The numbers for names are the widget's (CW). */

/** The widget's number of each type of field. */
export const FIELDS: Readonly<Record<string, number>> = {
  TEXT: 0,
  PASSWORD: 1,
  OPTIONS: 2,
  LOGIN: 3,
  TOKEN: 12,
  IMAGE_DATA: 13,
  IMAGE_OPTIONS: 14,
};

/** MX's number of a status. `null` for a status that is not known. */
export const numberOf = (name: string | null): number | null =>
  Object.entries(STATUSES).find(([one]) => one === name)?.[1].id ?? null;

/** With one of these, the widget would poll a failed member again, or call it connected. */
const NOT_AN_ERROR = /^(CONNECTED|CHALLENGED|CREATED|UPDATED|RESUMED|RECONNECTED|PENDING)$/;

/** The error codes for which the widget has a screen with a sentence of the server (CW). Others lead to a form. */
const SCREENS: readonly unknown[] = [1000, 1001, 1002, 3000, 3001, 3002];
/** The screen "Unable to connect". */
const UNABLE = 3000;

/** The state of a member, as the widget gets it. */
export interface MemberState {
  readonly status: number | null;
  readonly isRunning: boolean;
  readonly questions?: readonly ReturnType<typeof questionOf>[];
  readonly prompt?: number;
  readonly error?: { readonly error_code: number; readonly user_message: string } | undefined;
}

const failedWith = (error_code: number, user_message: string): MemberState => ({
  status: STATUSES.FAILED.id,
  isRunning: false,
  error: { error_code, user_message },
});

/** The host will not say anything more of the member to this page. */
export const STOPPED = failedWith(UNABLE, 'Your session has ended. Open this page again.');
const LATER = failedWith(UNABLE, 'Please try again later.');

/** The state with which the widget does what the host says. It goes on polling while it sees RESUMED. */
export function stateOf({ needs, outcome, challenges, prompt }: BareView): MemberState {
  const questions = challenges.map(questionOf);
  if (!outcome) {
    const status = needs === 'answers' ? 'CHALLENGED' : needs ? 'PENDING' : 'RESUMED';
    return { status: STATUSES[status].id, isRunning: true, questions, prompt };
  }
  if (outcome.outcome === 'connected') return { status: STATUSES.CONNECTED.id, isRunning: false };
  const { errorCode, connectionStatus, message } = outcome;
  if (SCREENS.includes(errorCode)) return failedWith(Number(errorCode), message ?? '');
  const name = connectionStatus ?? '';
  const status = NOT_AN_ERROR.test(name) ? null : numberOf(name);
  return status === null ? LATER : { status, isRunning: false };
}

/** A field of a login form. */
export const fieldOf = (field: CredentialField, index: number) => ({
  guid: field.guid,
  label: field.label,
  field_name: field.fieldName || field.type,
  field_type: FIELDS[field.type] ?? FIELDS.TEXT,
  display_order: index,
});

/** A question of the bank. */
export const questionOf = ({ guid, label, type, imageData, options }: Challenge) => ({
  guid,
  label,
  field_type: FIELDS[type],
  meta_data: imageData,
  options: options.map(({ dataUri, ...option }) => ({
    ...option,
    data_uri: dataUri,
    credential_guid: guid,
  })),
});

/** An institution. The widget uses its guid only as a key, so the code takes its place. */
export const institutionOf = (one: InstitutionDetails) => ({
  guid: one.institutionCode,
  code: one.institutionCode,
  name: one.name,
  url: one.url,
  logo_url: one.logoUrl,
  login_url: null,
  supports_oauth: one.supportsOauth,
  // If MX does not say, MX itself refuses the job.
  account_verification_is_enabled: one.supportsVerification !== false,
  account_identification_is_enabled: one.supportsIdentification !== false,
  forgot_password_credential_recovery_url: one.forgotPasswordUrl,
  trouble_signing_credential_recovery_url: one.troubleSigningInUrl,
  // Without it, the widget's step before the bank's own page throws, and the page stays blank (CW 2.10.1).
  instructional_data: { title: null, description: one.instructionalText, steps: null },
});
