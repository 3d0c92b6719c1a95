'use client';

import type { ReactNode } from 'react';
import { ActionForm, type FormAction } from '@/components/form/action-form';
import { type SentLink, SentLinkBox, type SentLinkMessages } from './sent-link';

type Props = {
  readonly action: FormAction<SentLink>;
  readonly submit: string;
  readonly submitting: string;
  readonly look?: 'primary' | 'secondary';
  readonly label?: string;
  readonly messages: SentLinkMessages;
  readonly children?: ReactNode;
};

/** A form whose answer is a link to hand over. */
export function LinkForm({ messages, ...form }: Props) {
  return <ActionForm {...form} done={(link) => <SentLinkBox link={link} messages={messages} />} />;
}
