import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MemberId } from '@mx-member/machine';
import type { TestContext } from 'vitest';
import { createMember } from '../../support/new-member.ts';
import { simulatedMx } from '../../support/simulated-mx.ts';
import { start } from './process.ts';

/** `mx-member serve` as a process, in a folder of its own. */

export const FAST = '--pace fast --step 30';

/**
 * The test that cleans up. Tests that run at the same time pass their own, because the `onTestFinished` of the module belongs to any
 * of them.
 */
type Cleaning = Pick<TestContext, 'onTestFinished'>;

export function folder({ onTestFinished }: Cleaning): string {
  const made = mkdtempSync(join(tmpdir(), 'mx-member-serve-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

interface Addresses {
  readonly url: string;
  readonly simulatorUrl: string;
}

/** A server that listens, with `--json`. */
export async function serve(
  { onTestFinished }: Cleaning,
  line: string,
  env: Readonly<Record<string, string>> = {},
) {
  const process = start(`serve --json ${line}`, env);
  onTestFinished(() => void process.child.kill('SIGKILL'));
  const addresses = JSON.parse(await process.firstLine()) as Addresses;
  return { ...process, ...addresses };
}

/** A member at the simulator that asks two questions, and starts no job by itself. */
export const memberAt = (url: string): Promise<MemberId> =>
  createMember(simulatedMx(url), 'simulate:text,token');
