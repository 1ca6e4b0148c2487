import { defineConfig } from 'vitest/config';
import base from './vitest.config.ts';

/** For `pnpm test:long`: a hundred times as many random cases. */
export default defineConfig({ ...base, test: { ...base.test, env: { LONG: '100' } } });
