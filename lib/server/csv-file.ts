import 'server-only';

import { getTranslations } from 'next-intl/server';
import { type CsvFile, type CsvTable, csvPieces, csvType } from '@/lib/csv';
import { currentLocale } from './i18n/locale';

// A table as a file in the reader's language. Every name and type of a CSV file is made here.

type Content<Row> = CsvTable<Row> & {
  /** The parts of the file's name; the day follows. */
  readonly name: readonly string[];
  readonly at: number;
  /** False if a row may be missing; the name says so too. */
  readonly isComplete: boolean;
};

export type CsvStream = Omit<CsvFile, 'text'> & { readonly pieces: Iterable<string> };

export async function toCsvStream<Row>(content: Content<Row>): Promise<CsvStream> {
  const { name, at, isComplete } = content;
  const [t, locale] = await Promise.all([getTranslations('csv'), currentLocale()]);
  const day = new Date(at).toISOString().slice(0, 10);
  const file = `${[...name, day].join('-')}${isComplete ? '' : t('incomplete')}.csv`;
  return { file, type: csvType, pieces: csvPieces(content, locale) };
}

export async function toCsvFile<Row>(content: Content<Row>): Promise<CsvFile> {
  const { file, type, pieces } = await toCsvStream(content);
  return { file, type, text: [...pieces].join('') };
}
