import type { Script } from './script.ts';
import { answers } from './vectors/answers.ts';
import { deadlines } from './vectors/deadlines.ts';
import { faults } from './vectors/faults.ts';
import { lifecycle } from './vectors/lifecycle.ts';
import { news } from './vectors/news.ts';
import { oauth } from './vectors/oauth.ts';
import { pacing } from './vectors/pacing.ts';
import { records } from './vectors/records.ts';
import { rounds } from './vectors/rounds.ts';
import { secrets } from './vectors/secrets.ts';
import { statuses } from './vectors/statuses.ts';
import { verdicts } from './vectors/verdicts.ts';
import { view } from './vectors/view.ts';

/** All vectors that were written by hand. */
export const SCRIPTS: readonly Script[] = [
  ...lifecycle,
  ...verdicts,
  ...statuses,
  ...oauth,
  ...rounds,
  ...answers,
  ...faults,
  ...pacing,
  ...news,
  ...deadlines,
  ...records,
  ...secrets,
  ...view,
];
