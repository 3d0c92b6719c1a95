'use server';

import { cookies } from 'next/headers';

export async function greetAction(form: FormData): Promise<void> {
  (await cookies()).set('name', String(form.get('name')));
}
