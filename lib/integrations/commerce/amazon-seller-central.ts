import { defineIntegration } from '../define-integration';
import { identifier, secret, text } from '../fields';

export const amazonSellerCentral = defineIntegration({
  key: 'qkdj',
  name: 'Amazon Seller Central',
  category: 'commerce',
  description: {
    en: 'Orders and payments of sellers on Amazon’s marketplaces',
    fr: 'Commandes et paiements des vendeurs des places de marché d’Amazon',
  },
  docsUrl: 'https://docs.codat.io/integrations/commerce/amazon-seller-central/set-up-amazon-seller-central',
  redirectUri: 'https://amazonsellercentral.codat.io/oauth/callback',
  fields: [
    identifier('clientId', 'Client ID'),
    secret('clientSecret', 'Client Secret'),
    identifier('appId', 'App Id'),
    text('iamArn', 'IAM ARN', { required: true }),
    identifier('awsAccessKey', { en: 'AWS access key', fr: 'Clé d’accès AWS' }),
    secret('awsSecretAccessKey', { en: 'AWS secret access key', fr: 'Clé d’accès secrète AWS' }),
  ],
});
