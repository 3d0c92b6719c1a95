// Which room may import which. A room is a folder with one subject.
// A file directly in `lib` or `lib/server` is a room of its own.

/** Lists the other rooms that each may import. `server/` means `lib/server/`; `lib` means every room outside it. */
export const mayImport: Readonly<Record<string, readonly string[]>> = {
  app: [
    ...components('activity', 'companies', 'form', 'instances', 'integrations', 'reconnect'),
    ...components('settings', 'shell', 'tiles', 'ui', 'users'),
    'lib',
    ...server(
      'use-cases',
      'auth',
      'respond',
      'respond-ndjson',
      'respond-redirect',
      'env',
      'i18n',
      'to-fields',
    ),
  ],
  'proxy.ts': ['lib', ...server('auth', 'env')],
  'instrumentation.ts': server('use-cases'),

  'components/ui': [],
  'components/form': ['lib', ...components('ui')],
  'components/shell': ['lib', ...components('ui')],
  'components/integrations': ['lib', ...components('ui')],
  'components/review': ['lib', ...components('form', 'integrations', 'shell', 'ui')],
  'components/enablement': ['lib', ...components('form', 'review', 'ui')],
  'components/keys': ['lib', ...components('form', 'ui')],
  'components/reconnect': ['lib', ...components('form', 'integrations', 'shell', 'ui')],
  'components/settings': [
    'lib',
    ...components('enablement', 'form', 'integrations', 'keys', 'reconnect', 'review', 'ui'),
  ],
  'components/tiles': ['lib', ...components('enablement', 'form', 'integrations', 'ui')],
  'components/companies': ['lib', ...components('form', 'shell', 'ui')],
  'components/activity': ['lib', ...components('form', 'review', 'ui')],
  'components/instances': ['lib', ...components('form', 'shell', 'ui')],

  'components/users': ['lib', ...components('form', 'shell', 'ui')],

  messages: ['lib'],
  'lib/category': [],
  'lib/access': [],
  'lib/activity': ['lib/category'],
  'lib/companies': ['lib/category'],
  'lib/create-id': [],
  'lib/csv': [],
  'lib/format-plural': [],
  'lib/instances': [],
  'lib/integrations': ['lib/category', 'lib/companies', 'lib/instances'],
  'lib/post-ndjson': ['lib/result'],
  'lib/reconnect': ['lib/category', 'lib/integrations', 'lib/routes'],
  'lib/result': [],
  'lib/routes': ['lib/access', 'lib/activity', 'lib/category', 'lib/companies', 'lib/users'],
  'lib/security-headers': [],
  'lib/users': [],

  'server/env': ['lib', ...server('env-variables', 'process-singleton')],
  'server/env-variables': ['lib'],
  'server/errors': ['lib'],
  'server/secret': [],
  'server/use-case-memo': [],
  'server/map-concurrently': [],
  'server/bounded-body': [],
  'server/process-singleton': [],
  'server/log': server('errors'),
  'server/key-files': server('env', 'errors', 'process-singleton'),
  'server/respond': ['lib', ...server('auth', 'errors', 'log')],
  'server/respond-redirect': ['lib', ...server('respond')],
  'server/respond-ndjson': ['lib', ...server('auth', 'respond')],
  'server/i18n': ['lib', 'messages'],
  'server/csv-file': ['lib', ...server('i18n')],
  'server/db': ['lib', ...server('env', 'errors', 'log', 'process-singleton')],
  'server/vault': ['lib', ...server('db', 'env', 'errors', 'key-files', 'secret', 'use-case-memo')],
  'server/jobs': server('db', 'log'),
  'server/outbox': server('db', 'env', 'jobs', 'log', 'secret', 'vault'),
  'server/activity': ['lib', ...server('db', 'errors', 'key-files', 'log')],
  'server/anchors': ['lib', ...server('activity', 'db', 'env', 'jobs', 'key-files', 'log')],
  'server/codat': ['lib', ...server('bounded-body', 'env', 'errors', 'log', 'process-singleton', 'secret')],
  'server/providers': ['lib', ...server('bounded-body', 'env', 'errors', 'log', 'secret')],
  'server/codat-mapping': ['lib', ...server('secret')],
  'server/auth': [
    'lib',
    ...server('activity', 'db', 'env', 'errors', 'i18n', 'key-files', 'log', 'secret', 'use-case-memo'),
    ...server('vault'),
  ],
  'server/oidc': [
    'lib',
    ...server('activity', 'auth', 'bounded-body', 'db', 'env', 'errors', 'log'),
    ...server('process-singleton', 'users'),
  ],
  'server/to-fields': [],
  'server/users': ['lib', ...server('auth', 'db', 'env', 'errors', 'jobs', 'outbox')],
  'server/instances': [
    'lib',
    ...server('activity', 'auth', 'codat', 'db', 'env', 'errors', 'log', 'secret', 'vault'),
  ],
  'server/cache': server('codat', 'db', 'env', 'errors', 'instances'),
  'server/webhooks': server('db', 'process-singleton', 'secret', 'vault'),
  // The journal of writes. Each subject hands in its kinds of operation.
  'server/operations': [
    'lib',
    ...server('activity', 'codat', 'db', 'env', 'errors', 'instances', 'log', 'vault'),
  ],
  'server/integrations': [
    'lib',
    ...server('activity', 'cache', 'codat', 'codat-mapping', 'db', 'env', 'errors', 'instances', 'log'),
    ...server('map-concurrently', 'operations', 'process-singleton'),
  ],
  'server/companies': [
    'lib',
    ...server('activity', 'cache', 'codat', 'db', 'env', 'errors', 'integrations', 'operations'),
    ...server('process-singleton'),
  ],
  'server/settings': [
    'lib',
    ...server('activity', 'codat', 'codat-mapping', 'companies', 'db', 'errors', 'instances'),
    ...server('integrations', 'operations', 'secret', 'vault'),
  ],
  'server/review': [
    'lib',
    ...server('codat-mapping', 'companies', 'db', 'instances', 'key-files', 'settings', 'vault'),
  ],
  'server/reconnect': [
    'lib',
    ...server('codat', 'companies', 'db', 'env', 'errors', 'instances', 'settings'),
  ],
  // All of lib/server except what belongs to the edge of a request and to the tests.
  'server/use-cases': [
    'lib',
    ...server('activity', 'anchors', 'auth', 'cache', 'codat', 'codat-mapping', 'companies', 'csv-file'),
    ...server('db', 'env', 'errors', 'i18n', 'instances', 'integrations', 'jobs', 'key-files', 'log'),
    ...server('oidc', 'operations', 'outbox', 'process-singleton', 'providers', 'reconnect', 'review'),
    ...server('secret'),
    ...server('settings', 'users', 'vault', 'webhooks'),
  ],

  scripts: ['lib/access', ...server('env-variables')],
  'scripts/commands': ['lib', ...server('use-cases', 'db', 'log')],

  'emulator/world': [],
  'emulator/http': ['emulator/world'],
  'emulator/faults': ['emulator/http', 'emulator/world'],
  'emulator/integrations': ['emulator/http', 'emulator/world'],
  'emulator/providers': ['emulator/http'],
  'emulator/companies': ['emulator/http', 'emulator/integrations', 'emulator/world'],
  'emulator/link': ['emulator/companies', 'emulator/http', 'emulator/integrations', 'emulator/world'],
  emulator: [
    ...['emulator/companies', 'emulator/faults', 'emulator/http', 'emulator/integrations', 'emulator/link'],
    ...['emulator/providers', 'emulator/world'],
  ],

  e2e: ['emulator', 'lib', ...server('testing')],
  bench: ['lib', 'scripts'],
};

const commands = /^scripts\/(commands\/|launch\/run-use-case\.ts$)/;

export function roomOf(file: string): string {
  const [first = '', second = '', third = ''] = file.split('/');
  if (commands.test(file)) return 'scripts/commands';
  if (file.startsWith('lib/server/')) return `server/${nameOf(third)}`;
  if (first === 'lib') return `lib/${nameOf(second)}`;
  const isFolder = file.split('/').length > 2;
  return ['components', 'emulator'].includes(first) && isFolder ? `${first}/${second}` : first;
}

function nameOf(file: string): string {
  return file.replace(/\.(ts|js)$/, '');
}

function server(...names: string[]): string[] {
  return names.map((name) => `server/${name}`);
}

function components(...names: string[]): string[] {
  return names.map((name) => `components/${name}`);
}
