import { getLocale, getTranslations } from 'next-intl/server';
import { type CsvColumn, csvParts, csvType } from '@/lib/csv';
import { errorStatus } from '@/lib/result';
import { respond } from '@/lib/server/respond';
import {
  type ActivityExport,
  type ExportedRow,
  exportActivity,
  exportAllActivity,
} from '@/lib/server/use-cases/activity/export-activity';

/** A POST, so that proxy.ts lets only Switchboard's own forms cause what is recorded. `of` is the instance, or empty. */
export async function POST(request: Request): Promise<Response> {
  const { of, format, ...searchParams } = Object.fromEntries(new URLSearchParams(await request.text()));
  const result = await respond(() =>
    of
      ? exportActivity.untrusted({ instance: of, format, searchParams })
      : exportAllActivity.untrusted({ format, searchParams }),
  );
  if (result.outcome === 'failed') return new Response(null, { status: errorStatus[result.code] });
  const t = await getTranslations('activity');
  const isCsv = format === 'csv';
  const pieces = isCsv ? await toCsvLines(result.value) : result.value.jsonLines();
  const name = [t('export.file'), of, new Date().toISOString().slice(0, 10)].filter(Boolean).join('-');
  return new Response(toStream(pieces), {
    headers: {
      'content-type': isCsv ? csvType : 'application/x-ndjson; charset=utf-8',
      'content-disposition': `attachment; filename="${name}.${isCsv ? 'csv' : 'jsonl'}"`,
      'cache-control': 'no-store',
    },
  });
}

/** Reads the next piece once the one before was taken. */
function toStream(pieces: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await pieces.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(value));
      },
      async cancel() {
        await pieces.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

async function toCsvLines(exported: ActivityExport): Promise<AsyncGenerator<string>> {
  const [t, locale] = await Promise.all([getTranslations('activity'), getLocale()]);
  const columns: readonly CsvColumn<ExportedRow>[] = [
    {
      title: t('export.utc'),
      cell: ({ at }) => new Date(at).toISOString().replace('T', ' ').replace('Z', ''),
    },
    { title: t('who'), cell: ({ actor }) => actor },
    { title: t('export.userId'), cell: ({ userId }) => userId ?? '' },
    { title: t('filters.instance'), cell: ({ instance }) => instance ?? t('filters.installation') },
    { title: t('export.row'), cell: ({ seq }) => seq },
    { title: t('filters.action'), cell: ({ action }) => action },
    { title: t('export.phase'), cell: ({ phase }) => phase },
    { title: t('outcome'), cell: ({ outcome }) => outcome ?? '' },
    { title: t('filters.integration'), cell: ({ integration }) => integration ?? '' },
    { title: t('entry.operation'), cell: ({ operation }) => operation ?? '' },
    { title: t('entry.correlation'), cell: ({ correlationId }) => correlationId ?? '' },
    { title: t('export.details'), cell: ({ details }) => details },
  ];
  const { head, lines } = csvParts({ columns, notices: [] }, locale);
  return (async function* () {
    yield head;
    for await (const rows of exported.rows()) yield lines(rows);
  })();
}
