export const locales = ['en', 'fr'] as const;
export type Locale = (typeof locales)[number];

/** Words of one integration. Names and labels that Codat's Portal uses are one string for both languages. */
export type Words = Readonly<Record<Locale, string>>;
