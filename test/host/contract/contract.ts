import type { StepTracer } from '@mx-member/machine/trace';
import { describe } from 'vitest';
import { Bank } from '../../support/bank.ts';
import { promisesOfAnswers } from './answers.ts';
import { promisesAfterCrashes } from './crashes.ts';
import { promisesOfFollowing } from './following.ts';
import { promisesOfStarts } from './starts.ts';
import { promisesOfStories } from './stories.ts';
import { type Subject, toolsOf, type WithHost } from './subject.ts';
import { traced } from './traced.ts';

/** The requirements of every `MemberHost`, wherever its members run. */

/** Differences between hosts. */
export interface ContractOptions {
  /** Whether time is real. The tests then run concurrently. @default false */
  readonly isInRealTime?: boolean;
  /**
   * Whether a crash loses waits, so that MX must be polled before a question is shown again. Otherwise the question
   * stays shown. @default true
   */
  readonly losesWaits?: boolean;
  /** Whether it keeps what happened to a member. @default false */
  readonly explains?: boolean;
}

/**
 * Runs the promises against a host. Of each test a trace is written, and it replays valid.
 * @param create Each test has a subject of its own, whose hosts write the trace.
 */
export function contract(
  name: string,
  create: (trace: StepTracer) => Promise<Subject>,
  { isInRealTime = false, losesWaits = true, explains = false }: ContractOptions = {},
): void {
  const withHost: WithHost = (options, run) => async () => {
    const { trace, expectValid } = traced();
    const subject = await create(trace);
    const tools = await toolsOf(subject, new Bank(options));
    try {
      await run(tools);
    } finally {
      await tools.host.close();
      await subject.remove();
    }
    expectValid();
  };
  describe(name, { concurrent: isInRealTime }, () => {
    promisesOfFollowing(withHost);
    promisesOfStarts(withHost);
    promisesOfAnswers(withHost);
    promisesAfterCrashes(withHost, losesWaits);
    if (explains) promisesOfStories(withHost, losesWaits);
  });
}
