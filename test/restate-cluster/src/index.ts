export { type RegisterOptions, register } from './register.ts';
export { type RestateServer, startRestate } from './server.ts';
export { Workers } from './workers.ts';
