import FakeTimers from '@sinonjs/fake-timers';

/** Lets `ms` of simulated time pass, or less if a condition becomes true before. */
export type Pass = (ms: number, isOver?: () => boolean) => Promise<void>;

/** How many turns of the event loop pending work can take. */
const TURNS = 6;

async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Runs work in simulated time. Time stands still until the work lets it pass. */
export async function inVirtualTime<Result>(
  work: (pass: Pass) => Promise<Result>,
): Promise<Result> {
  const clock = FakeTimers.install({
    now: Date.UTC(2026, 0, 1),
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
  const pass: Pass = async (ms, isOver = () => false) => {
    let isPast = false;
    setTimeout(() => {
      isPast = true;
    }, ms);
    for (await settle(); !isPast && !isOver(); await settle()) clock.next();
  };
  try {
    return await work(pass);
  } finally {
    clock.uninstall();
  }
}
