import type { Mx } from '@mx-member/adapters/mx';
import { type CreateAndStartRequest, createAndStart } from '@mx-member/host';
import {
  type ClientOptions,
  connectCreations,
  connectHost,
  createHostHandler,
  type HostHandlerOptions,
  type RequestHandler,
} from '@mx-member/host/http';
import type {
  CreationRequest,
  CreationView,
  MemberAccess,
  MemberHost,
} from '@mx-member/machine/hosting';
import type { MemberView } from '@mx-member/machine/step';
import { ANY_LOGINS } from '../../support/any-logins.ts';

/** All that a person does, as the app behind the screen calls it. */
export interface Door
  extends Pick<MemberHost<MemberView>, 'start' | 'view' | 'answer'>,
    Pick<MemberAccess, 'oauthWindowUri' | 'updateCredentials'> {
  create(request: CreationRequest): Promise<CreationView>;
}

/** In the process of the host. */
export const directDoor = (
  mx: Mx,
  host: CreateAndStartRequest['host'],
  userGuid: string,
): Door => ({
  create: (request) => createAndStart({ ...request, mx, host, userGuid }),
  start: (input, options) => host.start(input, options),
  view: (member) => host.view(member),
  answer: (member, given) => host.answer(member, given),
  oauthWindowUri: (request) => mx.oauthWindowUri(request),
  updateCredentials: (request) => mx.updateCredentials(request),
});

/** A host over HTTP. @param authorize Whose members a caller may use. */
export const served = (
  mx: Mx,
  host: CreateAndStartRequest['host'],
  { authorize, jobs }: Pick<HostHandlerOptions, 'authorize' | 'jobs'>,
): RequestHandler =>
  createHostHandler(host, {
    ...{ authorize, jobs },
    access: mx,
    creator: mx,
    callerLimits: { requestsPerSecond: 1_000 },
    logins: ANY_LOGINS,
  });

/** The client of a host over HTTP. */
export function doorTo(to: ClientOptions): Door & Pick<MemberHost, 'hint'> {
  const client = connectHost(to);
  const creations = connectCreations(to);
  return { ...client, create: (request) => creations.create(request) };
}

/** Over HTTP, without a network. */
export const httpDoor = (
  mx: Mx,
  host: CreateAndStartRequest['host'],
  userGuid: string,
  jobs: HostHandlerOptions['jobs'],
): Door => {
  const fetch = served(mx, host, { authorize: () => ({ userGuid }), jobs });
  return doorTo({ url: 'https://app.test', fetch });
};
