import type { ShownEnvironment } from '@/lib/integrations/define-integration';

const looks: Readonly<Record<ShownEnvironment, string>> = {
  sandbox: 'bg-env-sandbox-soft text-env-sandbox',
  test: 'bg-env-sandbox-soft text-env-sandbox',
  'not-stated': 'bg-caution-soft text-caution',
  development: 'bg-env-development-soft text-env-development',
  production: 'bg-env-production-soft text-env-production',
  live: 'bg-env-production-soft text-env-production',
};

type Props = { readonly environment: ShownEnvironment; readonly label: string };

export function EnvironmentBadge({ environment, label }: Props) {
  return (
    <span
      className={`inline-flex items-center gap-1.5 rounded-full px-2 py-0.5 whitespace-nowrap text-[0.8125rem] sm:px-2.5 font-medium ${looks[environment]}`}
    >
      <span aria-hidden="true" className="size-1.5 rounded-full bg-current" />
      {label}
    </span>
  );
}
