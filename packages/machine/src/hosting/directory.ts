import type { MemberId, Reading } from '../data/types.ts';
import type { CallOptions } from '../mx/port.ts';

/** What a page needs before it has a member: institutions, and the members of its user. */

/** An institution as MX stores it. */
export interface InstitutionDetails {
  /** MX's code, for example `mxbank`. `createMember` takes it. */
  readonly institutionCode: string;
  /** MX's guid: `INS-…`. `null` in v20111101. */
  readonly institutionGuid: string | null;
  readonly name: string;
  /** The address of its website. `null` if MX does not send one. */
  readonly url: string | null;
  /** The address of its logo, in 100 × 100 pixels. `null` if MX does not send one. */
  readonly logoUrl: string | null;
  /** Where users reset a password. `null` if MX does not send an address. */
  readonly forgotPasswordUrl: string | null;
  /** Where users get help with logging in. `null` if MX does not send an address. */
  readonly troubleSigningInUrl: string | null;
  /** A notice for users who log in. MX writes it in HTML: show it as text. `null` if MX does not send one. */
  readonly instructionalText: string | null;
  /** Whether users log in at the bank's own page. If so, create members with `isOauth`. */
  readonly supportsOauth: boolean;
  /** Whether MX can run `verify` here. `null` if MX does not say. */
  readonly supportsVerification: boolean | null;
  /** Whether MX can run `identify` here. `null` if MX does not say. */
  readonly supportsIdentification: boolean | null;
  /**
   * The status of the institution in MX's words, such as `OPERATIONAL`, `MAINTENANCE`, `DEGRADED` or `UNAVAILABLE`. The
   * client accepts a word (D-INST) and a number from 0 to 3, which MX's widget reads in this order (CW). `null` if MX
   * does not send one; v20250224 sends it since April 2026.
   */
  readonly status: string | null;
  /** A restriction for you as a client, in MX's words (D-INST). `null` if there is not one, or MX does not send it. */
  readonly clientStatus: string | null;
}

/** One page of a search. */
export interface InstitutionPage {
  readonly institutions: readonly InstitutionDetails[];
  /** Counted from 1. */
  readonly page: number;
  /** The number of pages, at least 1. */
  readonly pages: number;
}

/** A member in the list of a user's members. */
export interface ListedMember {
  readonly member: MemberId;
  readonly reading: Reading;
  readonly isOauth: boolean;
  readonly institutionCode: string | null;
  readonly name: string | null;
  /** The id that the caller chose. */
  readonly id: string | null;
  /** Whether somebody enters the member's data by hand, without a bank. @default false */
  readonly isManual?: boolean;
}

/** Searches institutions, and lists the members of the caller's user. */
export interface DirectoryClient {
  /**
   * Searches institutions by a part of their name. Without a name, it lists all of them.
   *
   * @param request.page Counted from 1. A page has 25 institutions. @default 1
   * @throws {HostError} `unreachable` when the server cannot be reached. {MxError} when MX has refused the call.
   */
  institutions(
    request?: { readonly name?: string; readonly page?: number },
    options?: CallOptions,
  ): Promise<InstitutionPage>;
  /** Reads one institution. @throws like `institutions`; {MxError} `notFound` for an unknown code. */
  institution(
    request: { readonly institutionCode: string },
    options?: CallOptions,
  ): Promise<InstitutionDetails>;
  /**
   * All members of the caller's user at MX, also members that the host does not know. Each `reading` is MX's state,
   * as `connectionHealth` takes it. @throws like `institutions`.
   */
  members(options?: CallOptions): Promise<readonly ListedMember[]>;
}
