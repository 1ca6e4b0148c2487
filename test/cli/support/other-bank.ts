import {
  createMxSimulator,
  DEFAULT_API_KEY,
  DEFAULT_CLIENT_ID,
  type MxSimulatorOptions,
} from '@mx-member/simulator';
import type { Fetch } from '../../../packages/cli/src/doctor/probe.ts';
import { type Compared, runScenarios } from '../../../packages/cli/src/doctor/scenarios/run.ts';
import type { ScenarioName } from '../../../packages/cli/src/doctor/scenarios/scenarios.ts';
import { pass } from '../../support/fake-timers.ts';

/** Plays scenarios of `doctor` at a bank that may differ from the simulator, in virtual time. */

const BANK = { step: 200, challengeLifetime: 2_000 };

export interface Other {
  readonly options?: MxSimulatorOptions;
  /** Changes a response on its way back. */
  readonly edit?: Edit;
}

export type Fields = Record<string, unknown>;
/** @returns What to send instead: another status, or another body. */
export type Edit = (
  sent: string,
  member: Fields,
  status: number,
) => { status?: number; member?: Fields | null } | undefined;

/** A `fetch` whose responses are changed. */
const edited =
  (fetch: Fetch, edit: Edit): Fetch =>
  async (request) => {
    const { pathname } = new URL(request.url);
    const response = await fetch(request);
    const text = await response.text();
    const body = text === '' ? {} : JSON.parse(text);
    const change = edit(`${request.method} ${pathname}`, { ...body.member }, response.status);
    const { status = response.status, member } = change ?? {};
    const shown = member === undefined ? body : member === null ? {} : { ...body, member };
    const isEmpty = status === 204;
    return new Response(isEmpty ? null : JSON.stringify(shown), {
      status,
      headers: { 'content-type': 'application/json' },
    });
  };

export async function play(
  names: readonly ScenarioName[],
  { options = {}, edit }: Other = {},
  signal = new AbortController().signal,
) {
  const simulator = createMxSimulator({ ...BANK, ...options });
  const { bank, fetch } = simulator;
  const left: (readonly string[])[] = [];
  const compared: Compared[] = [];
  let isOver = false;
  const running = runScenarios({
    names,
    bank: {
      clientId: DEFAULT_CLIENT_ID,
      apiKey: DEFAULT_API_KEY,
      environment: new URL('http://localhost:1'),
      fetch: edit ? edited(fetch, edit) : fetch,
      pace: 'fast',
      expiry: 20_000,
      signal,
    },
    onCompared: (one) => compared.push(one),
    onLeft: (ids) => left.push(ids),
  }).finally(() => {
    isOver = true;
  });
  const settled = running.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  await pass(300_000, () => isOver);
  const thrown = await settled;
  const differences = compared.flatMap((one) => one.differences);
  return { compared, differences, left, thrown, simulator, users: [...bank.users.values()] };
}

/** Changes a response if the method and the path match. */
export const where =
  (path: RegExp, change: (member: Fields, status: number) => ReturnType<Edit>): Edit =>
  (sent, member, status) =>
    path.test(sent) && status < 300 ? change(member, status) : undefined;
