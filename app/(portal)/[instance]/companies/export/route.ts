import { getLocale, getTranslations } from 'next-intl/server';
import type { CompanyRow } from '@/lib/companies/views';
import { csvLine, csvSeparator, csvStart } from '@/lib/csv';
import { errorStatus } from '@/lib/result';
import { routes } from '@/lib/routes';
import { respond } from '@/lib/server/respond';
import { type CompanyExport, exportCompanies } from '@/lib/server/use-cases/companies/export-companies';

type Context = RouteContext<'/[instance]/companies/export'>;

const batchSize = 500;

/** A POST, so that proxy.ts lets only Switchboard's own forms cause what is recorded. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { instance } = await params;
  const searchParams = Object.fromEntries(new URLSearchParams(await request.text()));
  const result = await respond(() => exportCompanies({ instance, searchParams }));
  if (result.outcome === 'failed') {
    const status = errorStatus[result.code];
    if (status < 429) return new Response(null, { status });
    const back = `${routes.companies(instance)}?${new URLSearchParams({ ...searchParams, export: 'failed' })}`;
    return new Response(null, { status: 303, headers: { location: back } });
  }
  const t = await getTranslations('companies');
  const day = new Date().toISOString().slice(0, 10);
  return new Response(toStream(await putLines(result.value)), {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${t('exportFile')}-${instance}-${day}${result.value.isComplete ? '' : t('incompleteFile')}.csv"`,
      'cache-control': 'no-store',
    },
  });
}

/** Piece by piece, as fast as it is taken. */
function toStream(pieces: Iterator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    pull(controller) {
      const { done, value } = pieces.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  });
}

async function putLines({ rows, isComplete }: CompanyExport): Promise<Iterator<string>> {
  const [t, locale] = await Promise.all([getTranslations('companies'), getLocale()]);
  const separator = csvSeparator(locale);
  const columns = [
    t('columns.name'),
    t('columns.status'),
    t('columns.platforms'),
    t('utc', { column: t('columns.created') }),
    t('utc', { column: t('columns.lastSync') }),
    t('columns.id'),
  ];
  const lineOf = (row: CompanyRow) =>
    csvLine(
      [
        row.name,
        t(`statuses.${row.status}`),
        row.platforms.join(', ') || t('none'),
        moment(row.createdAt) ?? t('none'),
        moment(row.lastSyncAt) ?? t('none'),
        row.id,
      ],
      separator,
    );
  return (function* () {
    yield csvStart + csvLine(columns, separator);
    // Under the heads, so that it is the first thing that a reader of the file sees.
    if (!isComplete) yield csvLine([t('incompleteRow')], separator);
    for (let start = 0; start < rows.length; start += batchSize) {
      yield rows
        .slice(start, start + batchSize)
        .map(lineOf)
        .join('');
    }
  })();
}

/** Formats a time so that every spreadsheet can read it. */
function moment(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
