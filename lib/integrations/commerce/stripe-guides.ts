import type { Guide } from '../guide';

export const stripeGuides: readonly Guide[] = [
  {
    title: { en: 'Stripe and Stripe Test', fr: 'Stripe et Stripe Test' },
    text: {
      en: 'Stripe is an international platform that processes online payments for small businesses. Codat offers two integrations with it.',
      fr: 'Stripe est une plateforme internationale de traitement de paiements en ligne pour les petites entreprises. Codat fournit deux intégrations.',
    },
    table: {
      columns: [
        { en: 'Integration', fr: 'Intégration' },
        { en: 'Connects to', fr: 'Se connecte à' },
        { en: 'Retrieves', fr: 'Récupère' },
      ],
      rows: [
        [
          { en: 'Stripe Test', fr: 'Stripe Test' },
          {
            en: 'Stripe’s test mode, with the test client ID and the test secret key',
            fr: 'Stripe en mode test, avec l’ID client de test et la clé secrète de test',
          },
          {
            en: 'Test data: Company info, Customers, Disputes, Payments, Products and Transactions',
            fr: 'Des données de test\u00a0: Informations d’entreprise, Clients, Litiges, Paiements, Produits et Transactions',
          },
        ],
        [
          { en: 'Stripe', fr: 'Stripe' },
          {
            en: 'Stripe’s live mode, with the live client ID and the live secret key. Activate your Stripe account first, by giving more information on your business',
            fr: 'Stripe en mode direct, avec l’ID client en direct et la clé secrète en direct. Activez d’abord votre compte Stripe, en fournissant des informations supplémentaires sur votre entreprise',
          },
          {
            en: 'Live data from production Stripe accounts',
            fr: 'Des données en direct depuis les comptes Stripe de production',
          },
        ],
      ],
    },
    links: [{ label: { en: 'Stripe', fr: 'Stripe' }, href: 'https://stripe.com' }],
  },
  {
    title: { en: 'Switch between test and live mode', fr: 'Basculer entre les modes test et direct' },
    text: {
      en: 'Use the toggle at the top right of the Stripe dashboard. In Codat the mode follows from the tile that you fill in.',
      fr: 'Utilisez le bouton bascule en haut à droite du tableau de bord Stripe. Chez Codat, le mode dépend de la tuile que vous remplissez.',
    },
    links: [
      {
        label: { en: 'Stripe dashboard', fr: 'Tableau de bord Stripe' },
        href: 'https://dashboard.stripe.com',
      },
    ],
  },
  {
    title: { en: 'Set up Stripe Connect', fr: 'Configurer Stripe Connect' },
    steps: [
      {
        en: 'Register your Stripe account as a Connect platform and allow OAuth for Standard accounts.',
        fr: 'Inscrivez votre compte Stripe comme plateforme Connect et autorisez OAuth pour les comptes Standard.',
      },
      {
        en: 'Under Redirects, add the redirect URI shown on this page.',
        fr: 'Sous Redirects, ajoutez l’URI de redirection affichée sur cette page.',
      },
      {
        en: 'Copy the client ID and the secret key of the right mode, and enter them here. Leave Use read-write scope off, unless Stripe refuses you the read_only scope.',
        fr: 'Copiez l’ID client et la clé secrète du bon mode, et saisissez-les ici. Laissez l’autorisation de lecture et d’écriture désactivée, sauf si Stripe vous refuse l’autorisation read_only.',
      },
      {
        en: 'Save, then enable the integration by its toggle.',
        fr: 'Enregistrez, puis activez l’intégration par son interrupteur.',
      },
    ],
    links: [
      {
        label: { en: 'Stripe Connect', fr: 'Stripe Connect (en anglais)' },
        href: 'https://stripe.com/docs/connect',
      },
      {
        label: { en: 'Codat’s set-up guide', fr: 'Le guide de Codat (en anglais)' },
        href: 'https://docs.codat.io/integrations/commerce/stripe/commerce-stripe-setup',
      },
    ],
  },
];
