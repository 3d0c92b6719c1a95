import type { Locator, Page } from '@playwright/test';
import { expect } from './fixtures';

/** Waits for the review, types the phrase if one is asked for, and continues with the button of that name. */
export async function confirmReview(page: Page, button: string, phrase?: string): Promise<void> {
  const dialog = reviewIn(page);
  const confirm = dialog.getByRole('button', { name: button, exact: true });
  await expect(confirm).toBeVisible();
  if (phrase !== undefined) await dialog.getByLabel(/^(Type|Saisissez) /).fill(phrase);
  await confirm.click();
}

export function reviewIn(page: Page): Locator {
  return page.getByRole('dialog').filter({ hasText: /Codat instance|instance Codat/ });
}
