// Codat prints a creation time without fractions and a sync time with seven digits of them. Both forms appear in its
// examples, and a reader that expects only one of them should find out here.

export function toCreatedDate(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

export function toSyncDate(date: Date): string {
  return `${date.toISOString().slice(0, 23)}0000Z`;
}
