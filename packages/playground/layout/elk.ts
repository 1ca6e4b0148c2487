import Elk from 'elkjs/lib/elk.bundled.js';
import type { ELK } from 'elkjs/lib/elk-api.js';

/** The layout engine. Its types describe an ES module, but what is loaded is CommonJS, whose value is the class itself. */
export const createElk = (): ELK => new (Elk as unknown as typeof Elk.default)();
