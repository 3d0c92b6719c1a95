// The webhook data that the page of the Codat instances shows and sends.

export type WebhooksView = {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  /** The address that Codat has to post to. */
  readonly address: string;
  /** Codat posts to https addresses that the internet knows. */
  readonly isReachable: boolean;
  readonly secret: { readonly isSet: boolean; readonly hint: string | null; readonly damaged: boolean };
};

export const webhookSecretTroubles = ['empty', 'prefix', 'shape'] as const;
export type WebhookSecretTrouble = (typeof webhookSecretTroubles)[number];

export type WebhookSecretResult =
  | { readonly kind: 'saved' }
  | { readonly kind: 'removed' }
  | { readonly kind: 'invalid'; readonly trouble: WebhookSecretTrouble };

/** Codat's own names of the events to choose at Codat. Switchboard acts on exactly these. */
export const connectionEvents = [
  'connection.created',
  'connection.connected',
  'connection.disconnected',
  'connection.reconnected',
  'connection.failed',
  'connection.deleted',
] as const;

export const webhookEvents = [
  ...connectionEvents,
  'client.rateLimit.reached',
  'client.rateLimit.reset',
] as const;

export type ConnectionEventType = (typeof connectionEvents)[number];
export type WebhookEventType = (typeof webhookEvents)[number];
