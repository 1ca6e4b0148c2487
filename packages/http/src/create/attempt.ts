import type { OauthRequest } from '@mx-member/machine/hosting';
import type { CreatingHost, Creation } from './creation.ts';
import type { Credential, MemberCreator } from './members.ts';

/** One call of `createAndStart`. The credentials exist only here, for as long as the call. */
export interface CreationAttempt {
  readonly mx: MemberCreator;
  readonly host: CreatingHost;
  readonly creation: Creation;
  readonly credentials: readonly Credential[];
  readonly oauth: OauthRequest;
  /** Whether an earlier request for this creation may have reached MX. */
  readonly mayBeCreated: boolean;
}
