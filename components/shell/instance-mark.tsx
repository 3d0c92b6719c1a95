import { type InstanceColour, type InstanceMark as Mark, shapePaths } from '@/lib/instances/instance';

/** Named classes: a strict content policy blocks `style` attributes. */
const colours: Readonly<Record<InstanceColour, string>> = {
  slate: 'text-env-sandbox',
  blue: 'text-accent',
  green: 'text-positive',
  amber: 'text-caution',
  red: 'text-danger',
  violet: 'text-violet',
};

/** Always next to the instance's name, which says the same to a screen reader. */
export function InstanceMark({ colour, shape }: Mark) {
  return (
    <svg aria-hidden="true" viewBox="0 0 16 16" className={`size-3 shrink-0 ${colours[colour]}`}>
      <path d={shapePaths[shape]} fill="currentColor" />
    </svg>
  );
}
