import type { Mx } from '@mx-member/adapters/mx';
import type { RunningHost } from '@mx-member/host';
import type { MemberInput } from '@mx-member/machine/step';
import type { Door } from './hosts/door.ts';
import { type Plan, SERVERS, type Written } from './plan.ts';

/** Mistakes that these packages once had, put into the parts that a case uses. The oracle of the promise must find each of them. */
export interface Mistake {
  readonly about: string;
  /** The number of the promise that it breaks. */
  readonly breaks: number;
  /** A plan in which it can be seen. */
  readonly plan: Written;
  /** In what the app calls, so that it can be put into each host. */
  readonly door?: (door: Door, mx: Mx) => Door;
  readonly mx?: (mx: Mx) => Mx;
  /** In what MX replies to a process. */
  readonly reply?: (reply: Response) => Response;
  readonly host?: (host: RunningHost, mx: Mx, plan: Plan) => RunningHost;
  /** The hosts in which it can be seen, if not all. */
  readonly hosts?: readonly string[];
  /** Runs on a server that starts every job. */
  readonly servesAllJobs?: boolean;
}

const READING = { connectionStatus: 'CONNECTED', isBeingAggregated: false, challenges: [], at: 0 };

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

const startsAgain =
  (after: number) =>
  (door: Door, mx: Mx): Door => ({
    ...door,
    async start(input, options) {
      const { member, job } = input;
      setTimeout(() => void (job && mx.startJob({ member, job }).catch(() => {})), after);
      return door.start(input, options);
    },
  });

/** New credentials go straight to MX. */
const unheld = (door: Door, mx: Mx): Door => ({
  ...door,
  updateCredentials: (request) => mx.updateCredentials(request),
});

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
    about: 'nobody says that the person is at the bank’s page',
    breaks: 1,
    plan: { login: 'bankPage', member: 'repair', person: { atBankFor: 60_000 } },
    host: startingWith(({ oauth: _, ...input }) => input),
  },
  {
    about: 'a reading of before the member connected is shown as the end',
    breaks: 1,
    plan: { asks: 'text', answers: 'never' },
    door: (door) => ({
      ...door,
      async view(member) {
        const view = await door.view(member);
        const { outcome } = view;
        if (outcome?.outcome !== 'failed') return view;
        const end = { outcome: 'connected', job: null, start: null } as const;
        const proof = { evidence: 'seen', fresh: true, reading: READING } as const;
        return { ...view, outcome: { ...end, ...proof, message: '', advice: null } };
      },
    }),
  },
  ...(
    [
      ['by itself', { answers: 'wrongFirst', bank: { wrongAnswer: 'same' } }],
      ['after MX has refused it', { faults: ['resume:429:1'] }],
    ] as const
  ).map(
    ([when, plan]): Mistake => ({
      about: `an answer is sent again ${when}`,
      breaks: 2,
      plan: { asks: 'text', ...plan },
      door: (door, mx) => ({
        ...door,
        async answer(member, given) {
          const answered = await door.answer(member, given);
          const { answers } = given;
          setTimeout(() => void mx.submitAnswers({ member, answers }).catch(() => {}), 1_500);
          return answered;
        },
      }),
    }),
  ),
  {
    about: 'a start is sent twice',
    breaks: 2,
    plan: { job: 'verify', member: 'existing' },
    door: startsAgain(5_000),
  },
  {
    about: 'a question is not shown',
    breaks: 3,
    plan: { asks: 'text', bank: { questionFor: 600_000 } },
    door: (door) => ({
      ...door,
      async view(member) {
        const view = await door.view(member);
        return { ...view, needs: view.needs === 'answers' ? null : view.needs, challenges: [] };
      },
    }),
  },
  {
    about: 'an answer is accepted, and never sent',
    breaks: 3,
    plan: { asks: 'text', bank: { questionFor: 600_000 } },
    door: (door) => ({
      ...door,
      answer: async (member) => ({ view: await door.view(member), problems: [] }),
    }),
  },
  {
    about: 'MX is polled twice at once',
    breaks: 4,
    plan: { bank: { step: 20_000 } },
    mx: (mx) => ({
      ...mx,
      async readStatus(request, options) {
        await mx.readStatus(request, options);
        return mx.readStatus(request, options);
      },
    }),
  },
  {
    about: 'a lifecycle never ends',
    breaks: 4,
    plan: {},
    door: (door) => ({
      ...door,
      view: async (member) => ({ ...(await door.view(member)), outcome: null }),
    }),
  },
  {
    about: 'an answer is shown again',
    breaks: 5,
    plan: { asks: 'text' },
    door(door) {
      let typed = '';
      return {
        ...door,
        answer(member, given) {
          typed = given.answers.map(({ value }) => value).join();
          return door.answer(member, given);
        },
        view: async (member) => ({ ...(await door.view(member)), typed }),
      };
    },
  },
  {
    about: 'a timer starts a login after the end',
    breaks: 7,
    plan: { job: 'verify', member: 'existing', bank: { ends: 'LOCKED' } },
    door: startsAgain(60_000),
  },
  {
    about: 'a page creates a member with a job that the server does not serve',
    breaks: 7,
    plan: { host: 'http' },
    servesAllJobs: true,
  },
  {
    about: 'a third wrong password is sent although nobody has said that it was checked',
    breaks: 10,
    plan: { wrong: 3 },
    hosts: SERVERS,
    door: unheld,
  },
  {
    about: 'a password that was refused a moment ago is sent again',
    breaks: 10,
    plan: { wrong: 2, isSameAgain: true },
    hosts: SERVERS,
    door: unheld,
  },
  {
    about: 'the job is started with what the bank has refused twice',
    breaks: 10,
    plan: { job: 'verify', wrong: 2 },
    host(host, mx, { job }) {
      const seen = new Set<number>();
      const view: RunningHost['view'] = async (member) => {
        const shown = await host.view(member);
        const { outcome, revision } = shown;
        if (outcome?.outcome === 'failed' && !seen.has(revision) && job !== 'none')
          await mx.startJob({ member, job });
        if (outcome) seen.add(revision);
        return shown;
      };
      return withMethods(host, { view });
    },
  },
];
