import Elk from 'elkjs/lib/elk.bundled.js';
import type { ELK } from 'elkjs/lib/elk-api.js';

/** Creates the layout engine. Its types describe an ES module, but the package is CommonJS, and its value is the class itself. */
export const createElk = (): ELK => new (Elk as unknown as typeof Elk.default)();
