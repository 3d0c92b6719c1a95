import { getTranslations } from 'next-intl/server';

type Named = { readonly name: string; readonly kind: 'test' | 'live' };

/** The instance's name for titles and dialogs, in which a live one is marked. */
export async function instanceLabel({ name, kind }: Named): Promise<string> {
  return kind === 'live' ? (await getTranslations('instances'))('liveName', { name }) : name;
}
