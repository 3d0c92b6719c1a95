import { getLocale, getTranslations } from 'next-intl/server';
import { csvLine, csvSeparator, csvStart } from '@/lib/csv';
import { errorStatus } from '@/lib/result';
import { respond } from '@/lib/server/respond';
import {
  type ActivityExport,
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
      'content-type': `${isCsv ? 'text/csv' : 'application/x-ndjson'}; charset=utf-8`,
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
  const separator = csvSeparator(locale);
  const columns = [
    ...[t('export.utc'), t('who'), t('export.userId'), t('filters.instance'), t('export.row')],
    ...[t('filters.action'), t('export.phase'), t('outcome'), t('filters.integration')],
    ...[t('entry.operation'), t('entry.correlation'), t('export.details')],
  ];
  return (async function* () {
    yield csvStart + csvLine(columns, separator);
    for await (const rows of exported.rows()) {
      yield rows
        .map((row) =>
          csvLine(
            [
              new Date(row.at).toISOString().replace('T', ' ').replace('Z', ''),
              ...[row.actor, row.userId ?? '', row.instance ?? t('filters.installation'), row.seq],
              ...[row.action, row.phase, row.outcome ?? '', row.integration ?? ''],
              ...[row.operation ?? '', row.correlationId ?? '', row.details],
            ],
            separator,
          ),
        )
        .join('');
    }
  })();
}
