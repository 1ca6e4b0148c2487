export { type RestateServer, startRestate } from './server.ts';
export { Workers } from './workers.ts';
