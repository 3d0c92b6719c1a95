import { randomBytes } from 'node:crypto';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

export type CodatErrorStatus = Extract<
  ContentfulStatusCode,
  400 | 401 | 402 | 403 | 404 | 405 | 409 | 413 | 429 | 500 | 503
>;

export type ValidationItem = { itemId: string; message: string; validatorName: string };

type CodatErrorDetails = {
  service?: string;
  validation?: ValidationItem[];
  headers?: Record<string, string>;
};

/** Thrown anywhere under a request; becomes Codat's error body at the edge of the app. */
export class CodatError extends Error {
  readonly status: CodatErrorStatus;
  readonly service: string;
  readonly validation: ValidationItem[];
  readonly headers: Record<string, string>;

  constructor(status: CodatErrorStatus, message: string, details: CodatErrorDetails = {}) {
    super(message);
    this.name = 'CodatError';
    this.status = status;
    this.service = details.service ?? 'PublicApi';
    this.validation = details.validation ?? [];
    this.headers = details.headers ?? {};
  }
}

export type CodatErrorBody = {
  statusCode: number;
  service: string;
  error: string;
  correlationId: string;
  validation?: { errors: ValidationItem[]; warnings: ValidationItem[] };
  canBeRetried: string;
  detailedErrorCode: number;
};

export function toCodatErrorBody(error: CodatError): CodatErrorBody {
  return {
    statusCode: error.status,
    service: error.service,
    error: error.message,
    correlationId: randomBytes(16).toString('hex'),
    // Left out rather than null: Codat's own client library refuses null in several places.
    ...(error.validation.length > 0 && { validation: { errors: error.validation, warnings: [] } }),
    canBeRetried: 'Unknown',
    detailedErrorCode: 0,
  };
}

const publishedMessages: Record<number, string> = {
  400: 'Error processing request - not valid.',
  401: 'Unauthorized',
  403: 'You are using an outdated API key or a key not associated with that resource.',
  429: 'You have made too many requests in a given amount of time; please retry later.',
  500: 'There is a problem with our server. Please try again later.',
  503: 'The Codat API is temporarily offline for maintenance. Please try again later.',
};

/** The words Codat's reference gives for a status, for answers that have no cause of their own. */
export function publishedMessageOf(status: number): string {
  return publishedMessages[status] ?? 'The request could not be processed.';
}
