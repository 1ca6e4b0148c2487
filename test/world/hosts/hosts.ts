import { isEverywhere } from '../../support/run-count.ts';
import { actorPlace } from './actor.ts';
import { pagePlace } from './page.ts';
import { type Place, serverPlace } from './places.ts';
import { restatePlace } from './restate.ts';

/** Everything that runs members. To test another host, add its row. */
export const HOSTS: Record<string, () => Place | Promise<Place>> = {
  memory: () => serverPlace('memory'),
  sqlite: () => serverPlace('sqlite'),
  postgres: () => serverPlace('postgres'),
  http: () => serverPlace('http'),
  restate: () => restatePlace(),
  restateOverHttp: () => restatePlace(true),
  page: pagePlace,
  actor: () => actorPlace(),
};

/** The hosts of a run. Postgres takes longest, so `pnpm test` leaves it out. */
export const EVERY_HOST = Object.keys(HOSTS).filter((host) => isEverywhere || host !== 'postgres');
