import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** That axe finds nothing on the page as it stands, and that nothing sticks out of it sideways. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  // Once in each document: the source is large, and a page is often looked at in several states.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const found = await page.evaluate(async (values) => {
    // What passed is not asked for: to describe all of it takes longer than to find it.
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, {
      runOnly: { type: 'tag', values },
      resultTypes: ['violations'],
    });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(' ')}`);
  }, tags);
  expect(found, where).toEqual([]);
  const sticksOut = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(sticksOut, `${where}: nothing sticks out`).toBeLessThanOrEqual(0);
}
