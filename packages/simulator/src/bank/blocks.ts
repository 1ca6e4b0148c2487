import type { Job } from '@mx-member/machine/step';
import { BankRefusal } from './refusal.ts';

/** Why MX blocks an institution: the `error.type` of its 400 (D-ERR). */
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
  institution_prevent_new_error: 'The institution does not accept new members.',
  institution_prevent_verification_error: 'The institution cannot be used for verification.',
};

/** The restriction of an institution for the client. `null` if it is not restricted, or is blocked for all clients. */
export function clientStatusOf(error: InstitutionError | undefined): string | null {
  return /^institution_(prevent.*)_error$/.exec(error ?? '')?.[1]?.toUpperCase() ?? null;
}

/** A request that makes MX log in at the institution. */
export type Login = 'create' | 'update' | 'resume' | Job;

/**
 * Whether a block refuses a login. MX documents the errors, but not which calls get them: this follows from their
 * names.
 */
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

  /** Blocks an institution, and replaces an earlier block. */
  set(code: string, error: InstitutionError): void {
    this.#errors.set(code, error);
  }

  /** Ends the block of an institution, if it is blocked. */
  delete(code: string): void {
    this.#errors.delete(code);
  }

  /** The block of an institution. `undefined` if it is not blocked. */
  get(code: string): InstitutionError | undefined {
    return this.#errors.get(code);
  }

  /** @throws BankRefusal 400 with its type when MX blocks this login. */
  check(code: string, login: Login): void {
    const error = this.#errors.get(code);
    if (error && isKeptBack(error, login))
      throw new BankRefusal(400, BLOCK_SENTENCES[error], { type: error });
  }
}
