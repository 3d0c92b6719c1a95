import type { Guide } from '../guide';

const dashboard = 'https://dashboard.plaid.com';
const requestAccess = {
  label: { en: 'Request access at Plaid', fr: 'Demander l’accès à Plaid' },
  href: `${dashboard}/overview`,
} as const;

export const plaidGuides: readonly Guide[] = [
  {
    title: { en: 'Before you start', fr: 'Avant de commencer' },
    text: {
      en: 'You need a Plaid account. Test with its Sandbox first, then request access to Production and get its keys.',
      fr: 'Il vous faut un compte Plaid. Testez d’abord avec sa Sandbox, puis demandez l’accès à Production et ses clés.',
    },
    links: [
      { label: { en: 'Create a Plaid account', fr: 'Créer un compte Plaid' }, href: `${dashboard}/signup` },
      {
        label: { en: 'Sign in to the Codat Portal', fr: 'Se connecter au portail Codat' },
        href: 'https://app.codat.io/signin',
      },
    ],
  },
  {
    title: { en: 'Configure your Plaid application', fr: 'Configurer votre application Plaid' },
    steps: [
      {
        en: 'On Plaid’s website, choose “Get API Keys” and log in if required.',
        fr: 'Sur le site de Plaid, choisissez «\u00a0Get API Keys\u00a0» et connectez-vous si nécessaire.',
      },
      {
        en: 'In the top menu, select Team Settings > API.',
        fr: 'Dans le menu supérieur, sélectionnez Team Settings > API.',
      },
      {
        en: 'Under “Allowed redirect URIs”, choose Configure and enter the redirect URI shown on this page. Plaid may ask for your password when you save.',
        fr: 'Sous «\u00a0Allowed redirect URIs\u00a0», choisissez Configure et saisissez l’URI de redirection affichée sur cette page. Plaid peut demander votre mot de passe à l’enregistrement.',
      },
      {
        en: 'In the left-hand menu, select Keys. Note your Client ID and the secrets, and enter them here.',
        fr: 'Dans le menu de gauche, sélectionnez Keys. Notez votre Client ID et les secrets, et saisissez-les ici.',
      },
    ],
    links: [{ label: { en: 'Plaid’s website', fr: 'Le site de Plaid' }, href: 'https://plaid.com' }],
  },
  {
    title: {
      en: 'Customize the Plaid Link journey (optional)',
      fr: 'Personnaliser le parcours Plaid Link (facultatif)',
    },
    text: {
      en: 'Plaid lets you change the look, feel and content of the site on which your customers authorize the connection. You follow the same journey during testing.',
      fr: 'Plaid vous permet de changer l’apparence et le contenu du site sur lequel vos clients autorisent la connexion. C’est le parcours que vous suivrez pendant les tests.',
    },
    steps: [
      {
        en: 'On Plaid’s website, select Customize in the top menu: the options are in the left pane, a preview is on the right.',
        fr: 'Sur le site de Plaid, sélectionnez Customize dans le menu supérieur\u00a0: les options sont dans le volet gauche, un aperçu à droite.',
      },
      {
        en: 'Select an option on the left and change what you need; the preview follows at once.',
        fr: 'Sélectionnez une option à gauche et modifiez ce qu’il faut\u00a0; l’aperçu suit aussitôt.',
      },
      {
        en: 'Select Publish changes, then GO BACK > to return to the options.',
        fr: 'Sélectionnez Publish changes, puis GO BACK > pour revenir aux options.',
      },
      {
        en: 'Continue until you are happy, and enter the name of the customization under Link configuration name.',
        fr: 'Continuez jusqu’à être satisfait, et saisissez le nom de la personnalisation sous Nom de la configuration Link.',
      },
    ],
    links: [
      {
        label: { en: 'Plaid Link customization', fr: 'Personnalisation de Plaid Link (en anglais)' },
        href: 'https://support.plaid.com/hc/en-us/articles/360008420353-Plaid-Link-customization',
      },
    ],
  },
  {
    title: { en: 'About Plaid Development', fr: 'À propos de Plaid Development' },
    text: {
      en: 'Development gave free access to live bank accounts for testing. Plaid retired it in June 2024; it stays selectable here, as Codat still lists it.',
      fr: 'Development donnait un accès gratuit à des comptes bancaires réels pour les tests. Plaid l’a retiré en juin 2024\u00a0; il reste sélectionnable ici, car Codat le propose toujours.',
    },
    links: [requestAccess],
  },
  {
    title: { en: 'Enable Production access', fr: 'Activer l’accès à Production' },
    text: {
      en: 'Production gives access to the live products and services that you are subscribed to. You may point a test instance of Codat at it for the last tests before you go live. Empty country codes mean US,CA there.',
      fr: 'Production donne accès aux produits et services réels auxquels vous êtes abonné. Vous pouvez y pointer une instance de test de Codat pour les derniers tests avant la mise en production. Des codes de pays vides y signifient US,CA.',
    },
    steps: [
      {
        en: 'Log in to Plaid’s dashboard and select Migrate to Production; follow the process to request access and get your keys.',
        fr: 'Connectez-vous au tableau de bord de Plaid et sélectionnez Migrate to Production\u00a0; suivez la procédure pour demander l’accès et obtenir vos clés.',
      },
      {
        en: 'Enter the Production secret in its box on this page.',
        fr: 'Saisissez le secret Production dans son champ sur cette page.',
      },
    ],
    links: [
      requestAccess,
      { label: { en: 'Plaid’s dashboard', fr: 'Le tableau de bord de Plaid' }, href: dashboard },
    ],
  },
  {
    title: { en: 'Switch environments', fr: 'Basculer entre les environnements' },
    text: {
      en: 'Companies that were created in another environment are deauthorized by a switch and must be reauthorized. To avoid inconsistent data, create new companies after each switch.',
      fr: 'Les entreprises créées dans un autre environnement sont désautorisées par la bascule et nécessitent une réautorisation. Pour éviter les incohérences de données, créez de nouvelles entreprises après chaque bascule.',
    },
    steps: [
      {
        en: 'Choose the environment in the Environment list, then Save. No secret is asked for that is stored already.',
        fr: 'Choisissez l’environnement dans la liste Environnement, puis Enregistrer. Aucun secret déjà enregistré n’est demandé.',
      },
      {
        en: 'Or switch by Codat’s API, GET then PUT /integrations/credentials/plaid: this page shows it and asks whether to keep it.',
        fr: 'Ou basculez par l’API de Codat, GET puis PUT /integrations/credentials/plaid\u00a0: cette page le montre et demande s’il faut le garder.',
      },
    ],
    links: [
      {
        label: { en: 'Reauthorize companies', fr: 'Réautoriser des entreprises (en anglais)' },
        href: 'https://docs.codat.io/integrations/banking/plaid/reauthorize-url-links',
      },
    ],
  },
];
