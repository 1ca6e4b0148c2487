import { createMx } from '@mx-member/adapters/mx';
import { createRestateHost, createSeal, createSealKeys } from '@mx-member/restate';
import { DEFAULT_API_KEY, DEFAULT_CLIENT_ID } from '@mx-member/simulator';
import { startRestate, Workers } from 'mx-member-restate-cluster';
import { createMember } from '../../support/new-member.ts';
import { serveBank } from '../bank.ts';
import { PACING, PASSWORD, user } from './user.ts';

/**
 * A worker freezes while it sends answers, and its connections stay open: Restate notices only that it is silent.
 * @returns How long the member took after that, in ms.
 */
export async function freeze(): Promise<number> {
  const keys = { clientId: DEFAULT_CLIENT_ID, apiKey: DEFAULT_API_KEY };
  const { publicKey, privateKey } = await createSealKeys();
  const bank = await serveBank(() => 0);
  const server = await startRestate();
  let workers: Workers | undefined;
  let frozenAt: number | null = null;
  try {
    const settings = {
      ...keys,
      url: bank.url,
      ingress: server.ingress,
      privateKey,
      pacing: PACING,
    };
    workers = await Workers.start(2, { ...settings, isHttp11: false, hasFence: true }, (member) => {
      if (frozenAt !== null) return;
      frozenAt = performance.now();
      workers?.freeze(member);
    });
    await server.register(workers.url);
    const seal = await createSeal(publicKey);
    const host = createRestateHost({ ingress: server.ingress, seal, patience: 60_000 });
    const mx = createMx({ ...keys, environment: new URL(bank.url), version: 'v20111101' });
    let given = 0;
    await user(host, await createMember(mx, PASSWORD), () => {
      given += 1;
      return given;
    });
    return performance.now() - Number(frozenAt);
  } finally {
    await workers?.stop();
    await server.stop();
    await bank.close();
  }
}
