import type { ClientReading } from '@/lib/instances/views';
import type { InstanceMessages } from './instance-messages';

export function failureText({ failure }: ClientReading, messages: InstanceMessages): string {
  if (!failure) return '';
  return messages.connection.failures[failure.reason].replace('{status}', String(failure.status ?? ''));
}

export function testText(reading: ClientReading, messages: InstanceMessages): string {
  return reading.failure
    ? failureText(reading, messages)
    : messages.connection.connected.replace('{client}', reading.client ?? '');
}

/** For a row of the review. */
export function clientText(reading: ClientReading, messages: InstanceMessages): string {
  const { client, failure } = reading;
  if (!failure) return client ?? '';
  const text = client === null ? messages.review.unknown : messages.review.remembered;
  return text.replace('{client}', client ?? '').replace('{reason}', failureText(reading, messages));
}
