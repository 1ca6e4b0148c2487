/** Next calls this when the server starts. The members of the last run continue before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { members } = await import('./members.ts');
  await members();
}
