import { inject } from 'vitest';
import type { Installed } from './install.ts';

/** What `setup.ts` has installed. @throws {Error} with the reason, if the installation failed. */
export function installed(): Installed {
  const found = inject('installed');
  if ('problem' in found) throw new Error(found.problem);
  return found;
}
