import { describe, expect, it } from 'vitest';
import { categories } from '../category';
import { type EnvironmentName, environmentNames, type Integration } from './define-integration';
import type { Field } from './fields';
import { locales } from './locale';
import { findIntegration, registry } from './registry';

// The promises that every definition keeps, so that what is derived from one may rely on them.

const named = registry.map(
  (integration) => [`${integration.name} (${integration.key})`, integration] as const,
);

describe('the registry', () => {
  it('knows each key and each name once', () => {
    expect(repeated(registry.map(({ key }) => key))).toEqual([]);
    expect(repeated(registry.map(({ name }) => name))).toEqual([]);
  });

  it('finds every integration by its key, and nothing by an unknown one', () => {
    for (const integration of registry) expect(findIntegration(integration.key)).toBe(integration);
    expect(findIntegration('zzzz')).toBeNull();
  });

  it('keeps the tiles of a category together, by name, sandboxes last', () => {
    const banking = registry.filter(({ category }) => category === 'banking').map(({ name }) => name);
    const commerce = registry.filter(({ category }) => category === 'commerce').map(({ name }) => name);
    expect(banking).toEqual(['Plaid', 'TrueLayer', 'Banking Sandbox']);
    expect(commerce.slice(0, 2)).toEqual(['Amazon Seller Central', 'BigCommerce']);
    expect(commerce.slice(-3)).toEqual(['Zettle', 'Commerce Sandbox', 'Square Sandbox']);
    expect(registry.slice(0, banking.length + 1).map(({ name }) => name)).toEqual([...banking, commerce[0]]);
  });
});

describe.each(named)('%s', (_, integration) => {
  const { fields } = integration;

  it('has a key of four lower-case letters', () => {
    expect(integration.key).toMatch(/^[a-z]{4}$/);
  });

  it('belongs to a category that has a page', () => {
    expect(categories).toContain(integration.category);
  });

  it('is described in every language, in words of that language', () => {
    expectTranslated(integration.description);
    expect(integration.description.en).not.toBe(integration.description.fr);
  });

  it('sends its reader to Codat’s own documentation, over https', () => {
    const { protocol, host } = new URL(integration.docsUrl);
    expect({ protocol, host }).toEqual({ protocol: 'https:', host: 'docs.codat.io' });
  });

  it('leads to the guide of its own set-up, where it has settings', () => {
    if (fields.length > 0)
      expect(integration.docsUrl).not.toMatch(/\/(accounting|banking|commerce)\/overview$/);
  });

  it('asks for no redirect to anywhere but Codat, over https', () => {
    if (integration.redirectUri === undefined) return;
    const { protocol, hostname, search, hash } = new URL(integration.redirectUri);
    expect({ protocol, search, hash }).toEqual({ protocol: 'https:', search: '', hash: '' });
    expect(hostname).toMatch(/^[a-z0-9]+\.codat\.io$/);
  });

  it('has field names that are unique and camelCase', () => {
    expect(repeated(fields.map(({ name }) => name))).toEqual([]);
    for (const { name } of fields) expect(name).toMatch(/^[a-z]+(?:[A-Z]?[a-z0-9]+)*$/);
  });

  it('labels every field and every option in every language', () => {
    for (const label of fields.flatMap(labelsOf)) expectTranslated(label);
  });

  it('never lets a secret tell an account apart, and never holds one in another kind of field', () => {
    for (const field of fields) {
      if (field.kind === 'secret') expect(field).not.toHaveProperty('identifies');
      else expect(field.name).not.toMatch(/secret|password|subscriptionKey/i);
    }
  });

  it('offers at least two options wherever it offers a choice, each of them once', () => {
    for (const options of fields.flatMap(optionsOf)) {
      expect(options.length).toBeGreaterThan(1);
      expect(repeated(options)).toEqual([]);
      expect(options).not.toContain('');
    }
  });

  it('limits a text to a whole number of characters, if at all', () => {
    for (const field of fields) {
      if (field.kind !== 'text' || field.maxLength === undefined) continue;
      expect(field.maxLength).toBeGreaterThan(0);
      expect(Number.isInteger(field.maxLength)).toBe(true);
    }
  });

  it('offers exactly the environments that it says it has', () => {
    expect(environmentsOf(integration).filter((name) => !environmentNames.includes(name))).toEqual([]);
    const select = fields.find(({ name }) => name === 'environment');
    const offered = select?.kind === 'select' ? select.options : [];
    expect(offered).toEqual(Array.isArray(integration.environments) ? integration.environments : []);
  });
});

function environmentsOf({ environments }: Integration): readonly EnvironmentName[] {
  if (environments === undefined) return [];
  return typeof environments === 'string' ? [environments] : environments;
}

function labelsOf(field: Field): Field['label'][] {
  return field.kind === 'choice' ? [field.label, ...field.options.map(({ label }) => label)] : [field.label];
}

/** One list of options for a field that has them, none for another. */
function optionsOf(field: Field): (readonly string[])[] {
  if (field.kind === 'select') return [field.options];
  if (field.kind === 'codes') return [field.allowed];
  if (field.kind === 'choice') return [field.options.map(({ value }) => value)];
  return [];
}

function expectTranslated(words: Field['label']): void {
  for (const locale of locales) {
    const said = typeof words === 'string' ? words : words[locale];
    expect(said.trim()).toBe(said);
    expect(said).not.toBe('');
    // A straight apostrophe is the mark of an unedited text.
    expect(said).not.toContain("'");
  }
}

function repeated(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}
