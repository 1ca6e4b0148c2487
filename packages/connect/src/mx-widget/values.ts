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

/** The status with which the widget does what the host says. It goes on polling while it sees RESUMED. */
export function statusOf({ needs, outcome }: BareView): number | null {
  if (needs) return numberOf(needs === 'answers' ? 'CHALLENGED' : 'PENDING');
  if (!outcome) return numberOf('RESUMED');
  if (outcome.outcome === 'connected') return numberOf('CONNECTED');
  const name = outcome.connectionStatus ?? 'FAILED';
  return (NOT_AN_ERROR.test(name) ? null : numberOf(name)) ?? numberOf('FAILED');
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
  forgot_password_credential_recovery_url: one.forgotPasswordUrl,
  trouble_signing_credential_recovery_url: one.troubleSigningInUrl,
  // Without it, the widget's step before the bank's own page throws, and the page stays blank (CW 2.10.1).
  instructional_data: { title: null, description: one.instructionalText, steps: null },
});

/** An error as the widget reads it. */
export const refusal = (status: number, message: string): Error =>
  Object.assign(new Error(message), { response: { status, data: { message } } });
