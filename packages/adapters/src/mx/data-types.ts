import type { MemberId } from '@mx-member/machine/step';
import type { Listing, Page, Paging } from './pages.ts';
import type { MxReadOptions } from './port/call-options.ts';

/** An account of a member. Amounts are in the currency of the account. Fields that MX does not send are `null`. */
export interface AccountDetails {
  /** The guid of the account at MX: `ACT-…`. */
  readonly accountGuid: string;
  readonly memberGuid: string | null;
  /** The bank's name for the account. */
  readonly name: string | null;
  /** For example `CHECKING`, `SAVINGS` or `CREDIT_CARD`. */
  readonly type: string | null;
  /** For example `MONEY_MARKET`. */
  readonly subtype: string | null;
  /** Masked or partial. {@link MxData.listAccountNumbers} returns the full number. */
  readonly accountNumber: string | null;
  /** The booked balance. Debt is positive too, for example on a credit card. */
  readonly balance: number | null;
  readonly availableBalance: number | null;
  readonly availableCredit: number | null;
  readonly creditLimit: number | null;
  /** ISO 4217, for example `USD`. */
  readonly currencyCode: string | null;
  readonly isClosed: boolean | null;
  /** When MX last changed the account, ISO 8601. */
  readonly updatedAt: string | null;
}

/** A transaction. Fields that MX does not send are `null`. */
export interface TransactionDetails {
  /** The guid of the transaction at MX: `TRN-…`. */
  readonly transactionGuid: string;
  readonly accountGuid: string | null;
  readonly memberGuid: string | null;
  /** Always positive, in the currency of the transaction. `type` tells the direction. */
  readonly amount: number | null;
  /** `DEBIT`: money leaves the account. `CREDIT`: money arrives. */
  readonly type: string | null;
  /** `PENDING` until the bank has booked it, then `POSTED`. */
  readonly status: string | null;
  /** For example `2026-01-31`. */
  readonly date: string | null;
  /** When the bank booked it, ISO 8601. */
  readonly postedAt: string | null;
  /** The description as MX cleaned it. `originalDescription` is the text of the bank. */
  readonly description: string | null;
  readonly originalDescription: string | null;
  /** A category of MX, for example `Groceries` in `Food & Dining`. */
  readonly category: string | null;
  readonly topLevelCategory: string | null;
  /** ISO 4217, for example `USD`. */
  readonly currencyCode: string | null;
}

/** The numbers for moving money. Available after a job `verify`. */
export interface AccountNumberDetails {
  readonly accountGuid: string | null;
  /** The full number. Treat it as a secret of the user. */
  readonly accountNumber: string | null;
  readonly routingNumber: string | null;
  /** Canadian accounts only. */
  readonly institutionNumber: string | null;
  readonly transitNumber: string | null;
}

/** The owner of an account. Available after a job `identify`. */
export interface AccountOwnerDetails {
  readonly accountGuid: string | null;
  readonly ownerName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly address: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly postalCode: string | null;
  readonly country: string | null;
}

/** Whose data to read, and which page. */
export interface MemberDataRequest extends Paging {
  readonly member: MemberId;
}

/**
 * Reads the data that jobs have collected. Await a call for one page, or iterate it for all entries from that page on:
 *
 * @example
 * for await (const { date, description, amount } of mx.listTransactions({ member }))
 *   console.log(date, description, amount);
 */
export interface MxData {
  /** The accounts. They can appear a moment after CONNECTED. */
  listAccounts(
    request: MemberDataRequest,
    options?: MxReadOptions,
  ): Listing<Page & { readonly accounts: readonly AccountDetails[] }, AccountDetails>;
  /**
   * The transactions of all accounts. Dates have the form `2026-01-31`, in UTC. The client converts them for the API
   * version. Throws a `TypeError` for a date in another form.
   */
  listTransactions(
    request: MemberDataRequest & {
      /** The first day. @default 120 days ago, set by MX */
      readonly fromDate?: string;
      /**
       * The day after the last one: transactions until the midnight at which this day begins. @default five days from now,
       * set by MX
       */
      readonly toDate?: string;
    },
    options?: MxReadOptions,
  ): Listing<Page & { readonly transactions: readonly TransactionDetails[] }, TransactionDetails>;
  /** Account and routing numbers in full. */
  listAccountNumbers(
    request: MemberDataRequest,
    options?: MxReadOptions,
  ): Listing<
    Page & { readonly accountNumbers: readonly AccountNumberDetails[] },
    AccountNumberDetails
  >;
  /** Names and addresses of the owners. */
  listAccountOwners(
    request: MemberDataRequest,
    options?: MxReadOptions,
  ): Listing<
    Page & { readonly accountOwners: readonly AccountOwnerDetails[] },
    AccountOwnerDetails
  >;
}
