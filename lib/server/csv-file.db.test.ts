import { beforeEach, describe, expect, it } from 'vitest';
import { POST } from '@/app/(portal)/[instance]/companies/export/route';
import { routes } from '@/lib/routes';
import { localeCookie } from './i18n/locale';
import { setupInstallation } from './testing/installation';
import { instance } from './testing/names';
import type { Browser } from './testing/next-headers';
import { switchToDevelopment } from './testing/reconnecting';
import { plaid } from './testing/settings-fixtures';
import { exportReconnectList } from './use-cases/reconnect/export-reconnect-list';
import { exportLinked } from './use-cases/review/export-linked';

const csv = 'text/csv; charset=utf-8';
const withoutDay = (name: string | null) => name?.replace(/\d{4}-\d\d-\d\d/, 'day');
const linesOf = (text: string) => text.replace('\u{FEFF}', '').split('\r\n');

describe('the files for spreadsheets', () => {
  const portal = setupInstallation('sqlite');
  let developer: Browser;
  beforeEach(async () => {
    developer = await portal.signInAs('Developer');
  });

  async function companiesFile(searchParams: Record<string, string> = {}) {
    const body = new URLSearchParams(searchParams).toString();
    const request = new Request(`http://localhost${routes.companyExport(instance)}`, {
      method: 'POST',
      body,
    });
    const response = await developer.does(() => POST(request, { params: Promise.resolve({ instance }) }));
    const text = Buffer.from(await response.arrayBuffer()).toString('utf8');
    return { headers: response.headers, lines: linesOf(text) };
  }

  it.each([
    [
      'en',
      'companies',
      'Company name,Connection status,Platforms,Created date (UTC),Last data sync (UTC),Company ID',
      'Company,Company ID,Connection ID,Linked since,Last data sync',
      'Company,Company ID,State,Back since (UTC),Link URL',
    ],
    [
      'fr',
      'entreprises',
      'Nom de l’entreprise;État des connexions;Plateformes;Date de création (UTC);Dernière synchronisation (UTC);Identifiant de l’entreprise',
      'Entreprise;ID de l’entreprise;ID de la connexion;Liée depuis;Dernière synchronisation',
      'Entreprise;ID de l’entreprise;État;De retour depuis (UTC);URL de lien',
    ],
  ])('have their names and titles in the reader’s language: %s', async (locale, name, ...titles) => {
    const change = await switchToDevelopment(developer);
    developer.cookies.set(localeCookie, locale);
    const { headers, lines } = await companiesFile();
    expect(headers.get('content-type')).toBe(csv);
    expect(withoutDay(headers.get('content-disposition'))).toBe(
      `attachment; filename="${name}-local-day.csv"`,
    );
    const linked = await developer.does(() => exportLinked({ instance, key: plaid }));
    const question = { instance, key: plaid, change, links: true };
    const reconnect = await developer.does(() => exportReconnectList(question));
    expect(withoutDay(linked.file)).toBe('local-suuo-day.csv');
    expect(withoutDay(reconnect.file)).toBe('local-suuo-reconnect-day.csv');
    expect([linked.type, reconnect.type]).toEqual([csv, csv]);
    const texts = [lines, linesOf(linked.text), linesOf(reconnect.text)];
    expect(texts.map(([first]) => first)).toEqual(titles);
  });

  it('say in their name and in their second line that they are incomplete', async () => {
    const spoil = [{ at: 'results.0.id', value: null }];
    await portal.codat.faults([{ method: 'GET', path: '/companies', spoil, times: 4 }]);
    const { headers, lines } = await companiesFile();
    expect(withoutDay(headers.get('content-disposition'))).toBe(
      `attachment; filename="companies-local-day-incomplete.csv"`,
    );
    expect(lines[1]).toMatch(/^"?This list is incomplete: /);
    // A row for each company that could be read, and the end of the last line.
    expect(lines).toHaveLength(2 + 59 + 1);
  });
});
