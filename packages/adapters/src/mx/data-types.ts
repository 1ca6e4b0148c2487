import type { MemberId } from '@mx-member/machine/step';
import type { MxReadOptions } from './call-options.ts';
import type { Listing, Page, Paging } from './pages.ts';

/** An account of a member. Amounts are in the account's currency; `null` where MX has none. */
export interface AccountDetails {
  /** MX's own: `ACT-…`. */
  readonly accountGuid: string;
  readonly memberGuid: string | null;
  /** What the bank calls it. */
  readonly name: string | null;
  /** For example `CHECKING`, `SAVINGS` or `CREDIT_CARD`. */
  readonly type: string | null;
  /** For example `MONEY_MARKET`. */
  readonly subtype: string | null;
  /** Masked or partial; {@link MxData.listAccountNumbers} has it in full. */
  readonly accountNumber: string | null;
  /** What is booked. What is owed is positive, too, for example on a credit card. */
  readonly balance: number | null;
  readonly availableBalance: number | null;
  readonly availableCredit: number | null;
  readonly creditLimit: number | null;
  /** ISO 4217, for example `USD`. */
  readonly currencyCode: string | null;
  readonly isClosed: boolean | null;
  /** When MX last changed it, ISO 8601. */
  readonly updatedAt: string | null;
}

/** A transaction. `null` where MX has nothing. */
export interface TransactionDetails {
  /** MX's own: `TRN-…`. */
  readonly transactionGuid: string;
  readonly accountGuid: string | null;
  readonly memberGuid: string | null;
  /** Positive, in the currency of the transaction; `type` says which way the money goes. */
  readonly amount: number | null;
  /** `DEBIT` leaves the account, `CREDIT` comes in. */
  readonly type: string | null;
  /** `PENDING` until the bank has booked it, then `POSTED`. */
  readonly status: string | null;
  /** `2026-01-31` */
  readonly date: string | null;
  /** When the bank booked it, ISO 8601. */
  readonly postedAt: string | null;
  /** MX's clean text, and the bank's own. */
  readonly description: string | null;
  readonly originalDescription: string | null;
  /** MX's, for example `Groceries` in `Food & Dining`. */
  readonly category: string | null;
  readonly topLevelCategory: string | null;
  /** ISO 4217, for example `USD`. */
  readonly currencyCode: string | null;
}

/** What money is moved with; a job `verify` brings it. */
export interface AccountNumberDetails {
  readonly accountGuid: string | null;
  /** In full. It is a secret of the user's. */
  readonly accountNumber: string | null;
  readonly routingNumber: string | null;
  /** For Canada. */
  readonly institutionNumber: string | null;
  readonly transitNumber: string | null;
}

/** Who owns an account; a job `identify` brings it. */
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

/** Which member's data to read, and which part of the list. */
export interface MemberDataRequest extends Paging {
  readonly member: MemberId;
}

/** Which transactions to read. Dates are `2026-01-31`, in UTC; the adapter writes them as the version wants them. */
export interface TransactionsRequest extends MemberDataRequest {
  /** @default 120 days ago at MX */
  readonly fromDate?: string;
  /** Up to the midnight with which this date begins. @default five days ahead at MX */
  readonly toDate?: string;
}

/**
 * What the jobs of a member have brought. Await a call for one page, or iterate it for all entries from that page on:
 *
 * @example
 * for await (const { date, description, amount } of mx.listTransactions({ member }))
 *   console.log(date, description, amount);
 */
export interface MxData {
  /** The accounts. After CONNECTED MX may need a moment to show them. */
  listAccounts(
    request: MemberDataRequest,
    options?: MxReadOptions,
  ): Listing<Page & { readonly accounts: readonly AccountDetails[] }, AccountDetails>;
  /** The transactions of all accounts. A `TypeError` when a date has another form. */
  listTransactions(
    request: TransactionsRequest,
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
