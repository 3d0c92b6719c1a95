/** Masks stored credentials as Codat's guide prints them: a run of X in place of all but the last four characters. */
export function maskCredentials(credentials: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(credentials).map(([name, value]) => [
      name,
      // The name of an environment is no secret, and a masked one would be useless to a client that reads it back.
      name === 'environment' ? value : maskValue(value),
    ]),
  );
}

function maskValue(value: string): string {
  const shown = value.length > 4 ? value.slice(-4) : '';
  return 'X'.repeat(value.length - shown.length) + shown;
}
