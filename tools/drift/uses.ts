import { Bank } from '../../packages/simulator/src/bank/bank.ts';
import { Faults } from '../../packages/simulator/src/http/faults.ts';
import { createRoutes } from '../../packages/simulator/src/http/routes.ts';
import { operationOf } from './facts.ts';

/** Whether a path is one of the simulator's own pages, which replace pages of the bank and of MX. */
const isOwn = (path: string): boolean => /^\/(oauth|widget)\//.test(path);

/** `/users/:user` is MX's `/users/{}`. */
const addressOf = (route: string): string => route.replace(/:\w+/g, '{}');

/**
 * Every operation of MX that the simulator serves. The client calls only some of these. The simulator answers with every field,
 * so each field counts as used.
 */
export function usedOperations(): ReadonlySet<string> {
  const { routes } = createRoutes({
    bank: new Bank(),
    faults: new Faults([], () => Promise.resolve()),
    wire: {},
    authorization: '',
    allowMissingAcceptVersion: false,
  });
  return new Set(
    routes
      .filter(({ method, path }) => method !== 'ALL' && !isOwn(path))
      .map(({ method, path }) => `${method} ${addressOf(path)}`),
  );
}

/** Whether a fact is about something that we use. All webhooks are used, because each may be a hint. */
export function isUsed(key: string, operations: ReadonlySet<string>): boolean {
  const operation = operationOf(key);
  return operations.has(operation) || operation.includes(' webhook ');
}
