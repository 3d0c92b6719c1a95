import { describe, expect, it } from 'vitest';
import type { Integration } from './define-integration';
import { locales } from './locale';
import { type NoticeSubject, noticesFor, providerNotices } from './provider-notices';
import { findIntegration } from './registry';

const subject = (key: string, more: Partial<NoticeSubject> = {}): NoticeSubject => ({
  key,
  enabled: true,
  setUp: 'done',
  environment: null,
  holds: [],
  ...more,
});
const ids = (asked: NoticeSubject) => noticesFor(asked).map(({ id }) => id);

describe.each(providerNotices)('the notice $id', ({ id, keys, since, affected, title, text, source }) => {
  it('says in both languages what holds since a day or a year that exists, and where it is written', () => {
    for (const locale of locales) {
      expect(title[locale]).toMatch(/\S$/);
      expect(title[locale]).not.toMatch(/[.!]$/);
      expect(text[locale]).toMatch(/\.$/);
      expect(`${title[locale]}${text[locale]}`).not.toContain("'");
    }
    expect(title.en === title.fr || text.en === text.fr).toBe(false);
    expect(since).toMatch(/^\d{4}(-\d\d-\d\d)?$/);
    expect(new Date(since).toISOString()).toContain(since);
    expect(new URL(source).protocol).toBe('https:');
    expect(providerNotices.filter((other) => other.id === id)).toHaveLength(1);
  });

  it('shows under a condition, which the integrations it names can come to', () => {
    expect(Object.keys(affected).length).toBeGreaterThan(0);
    for (const key of keys) {
      expect(key).toMatch(/^[a-z]{4}$/);
      const definition: Integration | null = findIntegration(key);
      if (affected.environment) expect(definition?.environments).toContain(affected.environment);
      if (affected.holds) expect(definition?.fields.map(({ name }) => name)).toContain(affected.holds);
    }
  });
});

describe('an integration has a notice about', () => {
  it('Plaid Development only while Codat uses it', () => {
    expect(ids(subject('suuo', { environment: 'development' }))).toEqual(['plaid-development']);
    for (const environment of ['sandbox', 'production', 'not-stated', null] as const) {
      expect(ids(subject('suuo', { environment }))).toEqual([]);
    }
  });

  it('Stripe Connect until its credentials are saved, on both tiles', () => {
    for (const key of ['exgd', 'yzth']) {
      expect(ids(subject(key, { setUp: 'needed' }))).toEqual(['stripe-connect']);
      expect(ids(subject(key, { setUp: 'done' }))).toEqual([]);
      expect(ids(subject(key, { setUp: 'unreadable', holds: null }))).toEqual([]);
    }
  });

  it('Shopify’s public apps where the credentials of one are held', () => {
    expect(ids(subject('fztf', { holds: ['clientId', 'clientSecret'] }))).toEqual(['shopify-public-apps']);
    expect(ids(subject('fztf', { holds: ['readAllOrders'] }))).toEqual([]);
    expect(ids(subject('fztf', { setUp: 'unreadable', holds: null }))).toEqual([]);
  });

  it('its removal while it is still enabled, also where no definition is left of it', () => {
    expect(ids(subject('ldgh', { setUp: 'in-portal' }))).toEqual(['removed-2026']);
    expect(ids(subject('ldgh', { setUp: 'in-portal', enabled: false }))).toEqual([]);
    expect(ids(subject('dxfw', { setUp: 'in-portal' }))).toEqual(['removed-2025']);
  });
});
