/** A request that the platform refuses, with MX's HTTP status for it (D-ERR) and a sentence for the client. */
export class BankRefusal extends Error {
  override readonly name = 'BankRefusal';
  readonly status: 400 | 401 | 403 | 404 | 405 | 406 | 409 | 410 | 413 | 422 | 429;
  /** `error.type` of the body, if it has one. */
  readonly type: string | undefined;
  /** The guid of the conflicting member, with a 409. */
  readonly holder: string | undefined;

  constructor(
    status: BankRefusal['status'],
    message: string,
    { type, holder }: { readonly type?: string; readonly holder?: string } = {},
  ) {
    super(message);
    this.status = status;
    this.type = type;
    this.holder = holder;
  }
}
