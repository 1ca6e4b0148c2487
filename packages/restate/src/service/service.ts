import { UnusableMx } from '@mx-member/http/web';
import { createHookLog, HOST_DEFAULTS, harmless } from '@mx-member/machine/hosting';
import type { StepTracer } from '@mx-member/machine/trace';
import type { EndpointOptions } from '@restatedev/restate-sdk/fetch';
import { createIngress } from '../ingress.ts';
import { DEFAULT_NAME } from '../names.ts';
import { UnknownKeyError } from '../seal.ts';
import { createCreationsObject } from './creations-object.ts';
import { createDelivery } from './delivery.ts';
import { createFence } from './fence.ts';
import { createMemberObject } from './member/member-object.ts';
import { checkServiceOptions, type MemberServiceOptions } from './options.ts';
import { createUserObject } from './user-object.ts';

/** Logs errors, and says which private key is missing. */
function createErrorLog(): NonNullable<MemberServiceOptions['onError']> {
  const log = createHookLog('createMemberService');
  return (thrown, where) =>
    log(
      thrown,
      thrown instanceof UnknownKeyError ? `${where} (no private key ${thrown.kid})` : where,
    );
}

/**
 * Creates the services of a worker: the virtual objects of members and of users, the fence that lets each command be
 * sent once, the creations of users, and the delivery of outcomes.
 *
 * ```ts
 * import { serve } from '@restatedev/restate-sdk';
 *
 * serve({ services: createMemberService({ port: mx, open, ingress }), port: 9080 });
 * ```
 *
 * @throws {TypeError} when an option is wrong, `ingress` is not an address or contains a password, or a header cannot
 * be sent.
 */
export function createMemberService(options: MemberServiceOptions): EndpointOptions['services'] {
  checkServiceOptions(options);
  const { name = DEFAULT_NAME, onEnded, budget, trace, now = () => Date.now() } = options;
  const onError = harmless(options.onError ?? createErrorLog());
  const settings = {
    ...options,
    name,
    onError,
    port: new UnusableMx(now).watch(options.port, onError),
    ingress: createIngress(options),
    now,
    retention: options.retention ?? HOST_DEFAULTS.retention,
    ...(trace && {
      trace: {
        onStep: harmless(
          (...step) => trace.onStep(...step),
          (thrown) => onError(thrown, 'trace'),
        ),
      } satisfies StepTracer,
    }),
  };
  return [
    createMemberObject(settings),
    createFence(name),
    createUserObject(name),
    createCreationsObject(name, settings.retention),
    ...(onEnded
      ? [
          createDelivery({
            name,
            onEnded,
            timeout: options.onEndedTimeout ?? HOST_DEFAULTS.onEndedTimeout,
            onError: (thrown) => onError(thrown, 'onEnded'),
          }),
        ]
      : []),
    ...(budget ? [budget.service] : []),
  ];
}
