import type { InstanceColour } from '@/lib/instances/instance';

/** Named classes: a strict content policy blocks `style` attributes. */
export const instanceColours: Readonly<Record<InstanceColour, string>> = {
  slate: 'bg-env-sandbox',
  blue: 'bg-accent',
  green: 'bg-positive',
  amber: 'bg-caution',
  red: 'bg-danger',
  violet: 'bg-env-development',
};
