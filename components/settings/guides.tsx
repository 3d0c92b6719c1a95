import { TextLink } from '@/components/ui/text-link';
import type { Guide } from '@/lib/integrations/guide';
import type { Locale } from '@/lib/integrations/locale';

type Props = { readonly title: string; readonly guides: readonly Guide[]; readonly locale: Locale };

/** Steps to take outside the portal, folded away until needed. */
export function Guides({ title, guides, locale }: Props) {
  if (guides.length === 0) return null;
  return (
    <section aria-labelledby="guides" className="mt-8 border-t border-line pt-6">
      <h2 id="guides" className="mb-3 text-[0.9375rem] font-semibold">
        {title}
      </h2>
      <div className="divide-y divide-line rounded-card border border-line bg-surface shadow-card">
        {guides.map((guide) => (
          <details key={guide.title.en} className="px-4 py-3">
            <summary className="font-medium">{guide.title[locale]}</summary>
            <div className="mt-2 flex flex-col gap-2 text-ink-2">
              {guide.text && <p>{guide.text[locale]}</p>}
              {guide.table && <GuideTable table={guide.table} locale={locale} />}
              {guide.steps && (
                <ol className="list-decimal pl-5">
                  {guide.steps.map((step) => (
                    <li key={step.en} className="py-0.5">
                      {step[locale]}
                    </li>
                  ))}
                </ol>
              )}
              {guide.links && (
                <p className="flex flex-wrap gap-x-5 gap-y-1">
                  {guide.links.map(({ label, href }) => (
                    <TextLink key={href} href={href}>
                      {label[locale]}
                    </TextLink>
                  ))}
                </p>
              )}
            </div>
          </details>
        ))}
      </div>
    </section>
  );
}

function GuideTable({
  table,
  locale,
}: {
  readonly table: NonNullable<Guide['table']>;
  readonly locale: Locale;
}) {
  return (
    <table className="w-full text-left text-[0.8125rem]">
      <thead>
        <tr>
          {table.columns.map((column) => (
            <th key={column.en} scope="col" className="py-1 pr-3 font-medium text-ink-3">
              {column[locale]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.map((row) => (
          <tr key={row[0]?.en} className="border-t border-line align-top">
            {row.map((cell) => (
              <td key={cell.en} className="py-1.5 pr-3">
                {cell[locale]}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
