import { getFormatter, getLocale, getTranslations } from 'next-intl/server';
import { formatMoment } from '@/components/ui/format-moment';
import { Moment } from '@/components/ui/moment';
import type { CurvePoint } from '@/lib/reconnect/views';

type Props = { readonly points: readonly CurvePoint[]; readonly total: number };

const width = 240;
const height = 48;
/** So that the line is not cut in half at the edges. */
const margin = 2;

/** A chart drawn on the server in the theme's colours. A table holds the same numbers. */
export async function ReconnectChart({ points, total }: Props) {
  const [t, format, locale] = await Promise.all([getTranslations('reconnect'), getFormatter(), getLocale()]);
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return null;
  // A label holds no elements, and so stays in UTC.
  const time = (at: number) => formatMoment(at, { locale, look: 'minute', timeZone: 'UTC' });
  const span = Math.max(last.at - first.at, 1);
  const corners = points.map(({ at, back }) => {
    const x = margin + ((width - 2 * margin) * (at - first.at)) / span;
    const y = height - margin - ((height - 2 * margin) * back) / Math.max(total, 1);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  // Leaves out times at which the number did not change.
  const told = points.filter(
    ({ back }, index) => index === 0 || index === points.length - 1 || back !== points[index - 1]?.back,
  );
  const messages = { from: time(first.at), until: time(last.at), back: last.back, total };
  return (
    <div className="min-w-0">
      <h2 className="text-[0.8125rem] font-semibold text-ink">{t('curve')}</h2>
      <svg
        role="img"
        aria-label={`${t('curve')}: ${t('curveText', messages)}`}
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        className="mt-1 block h-12 w-full"
      >
        <path d={`M0 ${height - 0.5}H${width}`} className="stroke-line" vectorEffect="non-scaling-stroke" />
        <path
          d={`M${margin} ${height - margin}L${corners.join('L')}V${height - margin}Z`}
          className="fill-positive-soft"
        />
        <path
          d={`M${corners.join('L')}`}
          vectorEffect="non-scaling-stroke"
          className="fill-none stroke-positive stroke-2"
        />
      </svg>
      <details className="mt-1 text-[0.8125rem]">
        <summary className="w-fit text-accent underline underline-offset-2">{t('curveNumbers')}</summary>
        <table className="mt-2 w-full text-left">
          <thead className="text-ink-3">
            <tr>
              <th scope="col" className="py-1 font-medium">
                {t('curveTime')}
              </th>
              <th scope="col" className="py-1 text-right font-medium">
                {t('curveBack')}
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line border-t border-line">
            {told.map(({ at, back }) => (
              <tr key={at}>
                <td className="py-1">
                  <Moment at={at} locale={locale} />
                </td>
                <td className="py-1 text-right tabular-nums">{format.number(back)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </div>
  );
}
