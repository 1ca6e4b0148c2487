/** Writes `packages/host/openapi.json`: `pnpm openapi`. */
import { writeFileSync } from 'node:fs';
import { toJson } from '../spec/json.ts';
import { openApi } from './document.ts';

writeFileSync(new URL('../../packages/host/openapi.json', import.meta.url), toJson(openApi()));
