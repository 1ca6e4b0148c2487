/** How a person starts this program: in a clone through pnpm, because npx finds only packages that are published or installed. */
export const PROGRAM = import.meta.url.endsWith('.ts')
  ? 'npx --yes pnpm@12 mx-member'
  : 'npx mx-member';
