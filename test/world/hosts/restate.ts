import type { StepTracer } from '@mx-member/machine/trace';
import { createRestateHost } from '@mx-member/restate';
import { createMemberService } from '@mx-member/restate/service';
import { RestateInMemory } from './cluster.ts';
import { type Door, directDoor, httpDoor } from './door.ts';
import { type Place, tracerOf } from './places.ts';

/** Members in Restate. A process is a worker and a caller, and Restate outlives it. */

const INGRESS = 'http://restate.test';

/** Handlers that only read. A call of them changes nothing. */
const READS = ['view', 'asked', 'find', 'all', 'next', 'story', 'logins', 'seen'];

const isRead = ({ url }: Request): boolean => READS.includes(url.split('/').at(-1) ?? '');

/** Sealing itself has other tests, and real keys take real time. */
const seal = async (value: string): Promise<string> => btoa(value);
const open = async (sealed: string): Promise<string> => atob(sealed);

/** @param isOverHttp Whether the person calls a server over HTTP, which holds logins back. */
export function restatePlace(isOverHttp = false): Place {
  const restate = new RestateInMemory();
  /** All workers have one trace, in which a member has one name. */
  let tracer: StepTracer | undefined;
  return {
    remove: () => {},
    async open({ life, mx, userGuid, jobs, options, observe, trace, write }) {
      restate.onWrite = write;
      tracer ??= tracerOf(trace, observe);
      const services = createMemberService({
        ...options,
        port: mx,
        open,
        ingress: INGRESS,
        fetch: (request) => life.reading(() => restate.fetch(request)),
        onError: (thrown) => write(String(thrown)),
        trace: tracer,
      });
      restate.deploy(services, life);
      const host = createRestateHost({
        ingress: INGRESS,
        seal,
        directory: mx,
        onError: (thrown) => write(String(thrown)),
        fetch: (request) =>
          isRead(request)
            ? life.reading(() => restate.fetch(request))
            : life.request(request, () => restate.fetch(request)),
      });
      const door: Door = isOverHttp
        ? httpDoor(mx, host, userGuid, jobs)
        : directDoor(mx, host, userGuid);
      return {
        door,
        hint: (member) => host.hint(member),
        close: () => host.close(),
        bury: () => {},
      };
    },
  };
}
