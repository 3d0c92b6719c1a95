import { defineIntegration } from '../define-integration';
import { choice } from '../fields';

// QuickBooks Desktop and Sage 50 run on the customer's machine. Their connector either stays there and keeps syncing
// or removes itself after one sync: the same question as access to company data, but with words of its own.
const connectorTile = {
  category: 'accounting',
  docsUrl: 'https://docs.codat.io/integrations/accounting/offline-connectors',
  fields: [
    // Codat has published the two options but not the heading above them.
    choice(
      'connectorSetup',
      { en: 'Connector setup', fr: 'Installation du connecteur' },
      {
        options: [
          {
            value: 'install',
            label: { en: 'Install on the customer’s machine', fr: 'Installer sur le poste du client' },
          },
          {
            value: 'oneTime',
            label: {
              en: 'Do not install / one-time sync',
              fr: 'Ne pas installer / une seule synchronisation',
            },
          },
        ],
      },
    ),
  ],
} as const;

export const quickBooksDesktop = defineIntegration({
  ...connectorTile,
  key: 'pqsw',
  name: 'QuickBooks Desktop',
  description: {
    en: 'QuickBooks books kept on the customer’s machine, read by a Windows connector',
    fr: 'Comptabilité QuickBooks tenue sur le poste du client, lue par un connecteur Windows',
  },
});

export const sage50Uk = defineIntegration({
  ...connectorTile,
  key: 'hbql',
  name: 'Sage 50 (UK)',
  description: {
    en: 'Sage 50 books kept on the customer’s machine, read by a Windows connector',
    fr: 'Comptabilité Sage 50 tenue sur le poste du client, lue par un connecteur Windows',
  },
});
