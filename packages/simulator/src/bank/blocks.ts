import type { Job } from '@mx-member/machine/step';
import { BankRefusal } from './refusal.ts';

/** Why MX blocks an institution: the `error.type` of the 400 that it answers then (D-ERR). */
export const INSTITUTION_ERRORS = [
  'institution_maintenance_error',
  'institution_unavailable_error',
  'institution_prevented_error',
  'institution_prevent_new_error',
  'institution_prevent_verification_error',
] as const;
/** One of {@link INSTITUTION_ERRORS}. */
export type InstitutionError = (typeof INSTITUTION_ERRORS)[number];

/** The sentence for the client. */
export const BLOCK_SENTENCES: Readonly<Record<InstitutionError, string>> = {
  institution_maintenance_error: 'The institution is under maintenance.',
  institution_unavailable_error: 'The institution is unavailable.',
  institution_prevented_error: 'The institution cannot be used.',
  institution_prevent_new_error: 'The institution takes no new members.',
  institution_prevent_verification_error: 'The institution cannot be used for verification.',
};

/** How an institution is restricted for the client; `null` for not at all, or for all clients. */
export function clientStatusOf(error: InstitutionError | undefined): string | null {
  return /^institution_(prevent.*)_error$/.exec(error ?? '')?.[1]?.toUpperCase() ?? null;
}

/** What leads to a login at the institution. */
export type Login = 'create' | 'update' | 'resume' | Job;

/** Whether a block keeps a login back. MX documents the errors, not the calls: the names say this much. */
function isKeptBack(error: InstitutionError, login: Login): boolean {
  if (error === 'institution_prevent_new_error') return login === 'create';
  if (error === 'institution_prevent_verification_error') return login === 'verify';
  return true;
}

/** The institutions that MX blocks, by code. They can be changed at any time. */
export class InstitutionBlocks {
  readonly #errors: Map<string, InstitutionError>;

  constructor(errors: Readonly<Record<string, InstitutionError>>) {
    this.#errors = new Map(Object.entries(errors));
  }

  /** Blocks an institution, in place of how it was blocked before. */
  set(code: string, error: InstitutionError): void {
    this.#errors.set(code, error);
  }

  /** Ends the block of an institution, if it has one. */
  delete(code: string): void {
    this.#errors.delete(code);
  }

  /** How an institution is blocked; `undefined` for not at all. */
  get(code: string): InstitutionError | undefined {
    return this.#errors.get(code);
  }

  /** @throws BankRefusal 400 with its type when MX keeps this login back. */
  check(code: string, login: Login): void {
    const error = this.#errors.get(code);
    if (error && isKeptBack(error, login))
      throw new BankRefusal(400, BLOCK_SENTENCES[error], { type: error });
  }
}
