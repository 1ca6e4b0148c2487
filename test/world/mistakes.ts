import type { Mx } from '@mx-member/adapters/mx';
import type { RunningHost } from '@mx-member/host';
import type { MemberInput } from '@mx-member/machine/step';
import { lagOf, type Plan, type Written } from './plan.ts';

/** Mistakes that these packages once had, put into the parts that a case uses. The oracle of the promise must find each of them. */
export interface Mistake {
  readonly about: string;
  /** The number of the promise that it breaks. */
  readonly breaks: number;
  /** A plan in which it can be seen. */
  readonly plan: Written;
  readonly mx?: (mx: Mx) => Mx;
  readonly host?: (host: RunningHost, mx: Mx, plan: Plan) => RunningHost;
  /** Runs on a server that starts every job. */
  readonly servesAllJobs?: boolean;
}

/** A host with other methods. */
const withMethods = (host: RunningHost, methods: Partial<RunningHost>): RunningHost =>
  new Proxy(host, {
    get(_, name) {
      const value = Reflect.get(methods, name) ?? Reflect.get(host, name);
      return typeof value === 'function' ? value.bind(host) : value;
    },
  });

const startingWith =
  (change: (input: MemberInput) => MemberInput) =>
  (host: RunningHost): RunningHost =>
    withMethods(host, { start: (input, options) => host.start(change(input), options) });

const creatingWith =
  (change: (mx: Mx) => Mx['createMember']) =>
  (mx: Mx): Mx => ({ ...mx, createMember: change(mx) });

export const MISTAKES: readonly Mistake[] = [
  {
    about: 'a start is sent while the person is at the bank’s page',
    breaks: 1,
    plan: { job: 'verify', login: 'bankPage' },
    host: (host, mx) =>
      withMethods(host, {
        async start(input, options) {
          const view = await host.start(input, options);
          const { member, job } = input;
          if (input.oauth && job)
            await mx.startJob({ member, job }).catch(() => host.cancel(member));
          return view;
        },
      }),
  },
  {
    about: 'the job is started although the login of MX’s own job was refused',
    breaks: 2,
    plan: { job: 'verify', wrong: 1 },
    host(host, mx, { job }) {
      let isStarted = false;
      const view: RunningHost['view'] = async (member) => {
        const shown = await host.view(member);
        const hasFailed = shown.outcome?.outcome === 'failed';
        if (hasFailed && !isStarted && job !== 'none') await mx.startJob({ member, job });
        isStarted ||= hasFailed;
        return shown;
      };
      return withMethods(host, { view });
    },
  },
  {
    about: 'the creation forgets the job',
    breaks: 1,
    plan: { job: 'verify', member: 'conflict' },
    host: startingWith((input) => ({ ...input, job: null })),
  },
  {
    about: 'a member that MX has created without a job waits for one',
    breaks: 1,
    plan: { reply: '200' },
    mx: creatingWith((mx) => async (request, options) => {
      const created = await mx.createMember(request, options);
      const reading = { ...created.reading, isBeingAggregated: true };
      return { ...created, reading, isJobRequested: true };
    }),
  },
  {
    about: 'the creation swallows metadata and use cases',
    breaks: 1,
    plan: {},
    mx: creatingWith(
      (mx) =>
        ({ metadata: _, useCases: __, ...request }, options) =>
          mx.createMember(request, options),
    ),
  },
  {
    about: 'a connection that works is taken for the end while the person is at the bank’s page',
    breaks: 1,
    plan: { login: 'bankPage', member: 'conflict', wrong: 2 },
    host: startingWith(({ baseline: _, ...input }) => input),
  },
  {
    about: 'the status before the new credentials is taken for the end',
    breaks: 1,
    plan: {
      member: 'conflict',
      wrong: 1,
      lag: { act: lagOf(8_000), end: {}, on: ['status', 'member'], every: 1 },
    },
    host: startingWith(({ baseline: _, ...input }) => input),
  },
  {
    about: 'a page creates a member with a job that the server does not serve',
    breaks: 7,
    plan: { host: 'http' },
    servesAllJobs: true,
  },
];
