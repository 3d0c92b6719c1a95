// Sentences with a number that only the browser knows, in the reader's plural forms. The dictionary stays on the server;
// what comes along are the forms of the few sentences that are needed.

export type PluralForms = { readonly one: string; readonly other: string };

export function formatPlural(locale: string, forms: PluralForms, count: number): string {
  const form = new Intl.PluralRules(locale).select(count) === 'one' ? forms.one : forms.other;
  return form.replaceAll('{count}', new Intl.NumberFormat(locale).format(count));
}
