import { hasSettings, type Integration } from './define-integration';
import type { IntegrationView } from './views';

// The steps to a working integration, in order, with what Switchboard can see of each. A step at the provider shows
// only by its effect: a customer who has come through.

export const checklistSteps = [
  'redirect',
  'credentials',
  'environment',
  'production',
  'customization',
  'enabled',
  'linked',
] as const;
export type ChecklistStep = (typeof checklistSteps)[number];

/** `unseen`: Switchboard can't see whether it is done. */
export type StepState = 'done' | 'open' | 'unseen';

export type ChecklistItem = { readonly step: ChecklistStep; readonly state: StepState };

type Facts = Pick<IntegrationView, 'tile' | 'form'>;

export function toChecklist(definition: Integration, { tile, form }: Facts): ChecklistItem[] {
  if (!hasSettings(definition)) return [];
  const linked = (tile.linkedCount ?? 0) > 0;
  const isDone = (done: boolean): StepState => (done ? 'done' : 'open');
  const states: Record<ChecklistStep, StepState | null> = {
    redirect: definition.redirectUri ? (linked ? 'done' : 'unseen') : null,
    credentials: tile.setUp === 'unreadable' ? 'unseen' : isDone(tile.setUp === 'done'),
    environment: Array.isArray(definition.environments)
      ? isDone(tile.environment !== null && tile.environment !== 'not-stated')
      : null,
    production: hasField(definition, 'productionSecret')
      ? form
        ? isDone(form.secrets.productionSecret?.isSet === true)
        : 'unseen'
      : null,
    customization: hasField(definition, 'linkConfigurationName')
      ? form
        ? isDone(Boolean(form.values.linkConfigurationName))
        : 'unseen'
      : null,
    enabled: isDone(tile.enabled),
    linked: tile.linkedCount === null ? 'unseen' : isDone(linked),
  };
  return checklistSteps.flatMap((step) => {
    const state = states[step];
    return state ? [{ step, state }] : [];
  });
}

function hasField(definition: Integration, name: string): boolean {
  return definition.fields.some((field) => field.name === name);
}
