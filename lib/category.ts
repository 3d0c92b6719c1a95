export const categories = ['accounting', 'banking', 'commerce', 'bankfeeds', 'other'] as const;
export type Category = (typeof categories)[number];

export function isCategory(value: string): value is Category {
  return (categories as readonly string[]).includes(value);
}
