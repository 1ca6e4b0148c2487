/** The messages between the process that is killed and the process with the bank. */

export interface Settings {
  readonly url: string;
  readonly path: string;
}

export type Asked =
  | {
      readonly type: 'create';
      readonly userGuid: string;
      readonly id: string;
      readonly institutionCode: string;
      readonly credentials: readonly { readonly guid: string; readonly value: string }[];
    }
  | {
      readonly type: 'view';
      readonly userGuid: string;
      readonly id: string;
      readonly memberGuid: string;
    };

export interface Replied {
  /** `null` when the process is ready. */
  readonly id: string | null;
  readonly state: string;
}
