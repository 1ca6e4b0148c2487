import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MemberId } from '@mx-member/machine';
import { onTestFinished } from 'vitest';
import { createMember } from '../../support/new-member.ts';
import { simulatedMx } from '../../support/simulated-mx.ts';
import { start } from './process.ts';

/** `mx-member serve` as a process, in a folder of its own. */

export const FAST = '--pace fast --step 30';

/** A test calls it before it waits for anything, because tests of one file run at the same time. */
export function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'mx-member-serve-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

interface Addresses {
  readonly url: string;
  readonly simulatorUrl: string;
}

/** A server that listens, with `--json`. */
export async function serve(line: string, env: Readonly<Record<string, string>> = {}) {
  const process = start(`serve --json ${line}`, env);
  onTestFinished(() => void process.child.kill('SIGKILL'));
  const addresses = JSON.parse(await process.firstLine()) as Addresses;
  return { ...process, ...addresses };
}

/** A member at the simulator that asks two questions, and starts no job by itself. */
export const memberAt = (url: string): Promise<MemberId> =>
  createMember(simulatedMx(url), 'simulate:text,token');
