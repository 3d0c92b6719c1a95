/** Next waits for this before it answers anything; a refusal ends the process with its sentence. */
export async function register(): Promise<void> {
  // Also compiled for the edge runtime, which has no Node modules; the compiler drops the branch there.
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { startServer } = await import('@/lib/server/use-cases/installation/start-server');
  await startServer();
}
