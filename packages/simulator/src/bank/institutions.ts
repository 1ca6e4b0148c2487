/** A field of a login form. */
export interface LoginField {
  readonly guid: string;
  readonly fieldName: 'LOGIN' | 'PASSWORD';
  readonly label: string;
}

export interface Institution {
  readonly code: string;
  readonly guid: string;
  readonly name: string;
  /** ISO 3166-1, as MX writes it: `US` or `CA`. */
  readonly country: 'US' | 'CA';
  readonly isOauth: boolean;
  readonly credentials: readonly LoginField[];
}

/** The only username that MX Bank knows (D-TEST). */
export const USERNAME = 'mxuser';

/**
 * MX's test bank (D-TEST) and its counterpart with an OAuth window (D-OI). The credential guids are the real guids of
 * MX Bank.
 */
export const INSTITUTIONS: readonly Institution[] = [
  {
    code: 'mxbank',
    guid: 'INS-1572a04c-912b-59bf-5841-332c7dfafaef',
    name: 'MX Bank',
    country: 'US',
    isOauth: false,
    credentials: [
      {
        guid: 'CRD-9f61fb4c-912c-bd1e-b175-ccc7f0275cc1',
        fieldName: 'LOGIN',
        label: 'Username',
      },
      {
        guid: 'CRD-e3d7ea81-aac7-05e9-fbdd-4b493c6e474d',
        fieldName: 'PASSWORD',
        label: 'Password',
      },
    ],
  },
  {
    code: 'mx_bank_oauth',
    guid: 'INS-68e96dd6-eabd-42d3-9f05-416897f0746c',
    name: 'MX Bank (OAuth)',
    country: 'US',
    isOauth: true,
    credentials: [],
  },
];

/** An institution by its code. */
export const institutionOf = (key: string): Institution | undefined =>
  INSTITUTIONS.find(({ code }) => code === key);

/** An institution by its code or its guid, as in v20250224 (OAS25). */
export const institutionByAny = (key: string): Institution | undefined =>
  INSTITUTIONS.find(({ code, guid }) => code === key || guid === key);
