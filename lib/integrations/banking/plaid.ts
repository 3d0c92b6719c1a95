import { defineIntegration } from '../define-integration';
import { codes, companyDataAccess, identifier, secret, select, text, toggle } from '../fields';
import { plaidDevelopment } from '../provider-notices';
import { plaidGuides } from './plaid-guides';
import { plaidClientIdRules, plaidSecretRules } from './plaid-keys';

const everyCountry = ['US', 'CA', 'ES', 'FR', 'GB', 'IE', 'NL'] as const;

/** Plaid has a secret for each environment; Codat holds that of the environment in use. */
const secretOf = (environment: string) => ({
  required: false,
  neededWhen: { field: 'environment', equals: environment },
  keys: plaidSecretRules,
});

export const plaid = defineIntegration({
  key: 'suuo',
  name: 'Plaid',
  category: 'banking',
  description: {
    en: '11,000+ institutions in the US, Canada, UK and Europe',
    fr: 'Plus de 11\u00a0000 établissements aux États-Unis, au Canada, au Royaume-Uni et en Europe',
  },
  docsUrl: 'https://docs.codat.io/integrations/banking/plaid/banking-plaid-setup',
  redirectUri: 'https://plaid.codat.io/oauth/callback',
  environments: ['sandbox', 'development', 'production'],
  enabledBySaving: true,
  test: {
    provider: 'plaid',
    account: 'clientId',
    secrets: {
      sandbox: 'sandboxSecret',
      development: 'developmentSecret',
      production: 'productionSecret',
    },
  },
  guides: plaidGuides,
  fields: [
    identifier('clientId', 'Client ID', { keys: plaidClientIdRules }),
    secret('sandboxSecret', { en: 'Sandbox secret', fr: 'Secret Sandbox' }, secretOf('sandbox')),
    secret(
      'developmentSecret',
      { en: 'Development secret', fr: 'Secret Development' },
      secretOf('development'),
    ),
    secret('productionSecret', { en: 'Production secret', fr: 'Secret Production' }, secretOf('production')),
    select(
      'environment',
      { en: 'Environment', fr: 'Environnement' },
      {
        options: ['sandbox', 'development', 'production'],
        hint: { en: `${plaidDevelopment.title.en}.`, fr: `${plaidDevelopment.title.fr}.` },
      },
    ),
    codes(
      'countryCodes',
      { en: 'Country codes', fr: 'Codes de pays' },
      {
        section: 'link',
        allowed: everyCountry,
        emptyMeans: { sandbox: everyCountry, development: everyCountry, production: ['US', 'CA'] },
      },
    ),
    text(
      'linkConfigurationName',
      { en: 'Link configuration name', fr: 'Nom de la configuration Link' },
      {
        section: 'link',
        hint: {
          en: 'The name of a published Link customization at Plaid.',
          fr: 'Le nom d’une personnalisation de Link publiée chez Plaid.',
        },
      },
    ),
    companyDataAccess(),
    toggle(
      'proxyAccess',
      {
        en: 'Proxy access to additional Plaid data types',
        fr: 'Accès par proxy à d’autres types de données Plaid',
      },
      {
        section: 'proxy',
        hint: {
          en: 'Changing the products later requires your customers to authorize again.',
          fr: 'Si vous changez les produits par la suite, vos clients devront donner une nouvelle autorisation.',
        },
      },
    ),
    text(
      'proxyProducts',
      { en: 'Filter by products', fr: 'Filtrer par produits' },
      {
        section: 'proxy',
        showWhen: { field: 'proxyAccess', equals: true },
        hint: {
          en: 'Comma-separated, such as identity, liabilities. Leave empty for all.',
          fr: 'Séparés par des virgules, par exemple identity, liabilities. Laissez vide pour tous.',
        },
      },
    ),
  ],
});
