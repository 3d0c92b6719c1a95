import type { EmulatorState } from '../world/emulator-state';
import { type CatalogueEntry, catalogue, type SourceType } from './catalogue';
import { type DataTypeFeature, dataTypeFeaturesOf } from './data-type-features';

/** `Integration` as real answers print it, including the properties that the published schema leaves out. */
export type CodatIntegration = {
  key: string;
  logoUrl: string;
  name: string;
  enabled: boolean;
  sourceId: string;
  sourceType: SourceType;
  integrationId: string;
  isOfflineConnector: boolean;
  isBeta: boolean;
  dataProvidedBy: string;
  supportedEnvironments: string;
  linkedConnectionsCount: number;
  totalConnectionsCount: number;
  datatypeFeatures: DataTypeFeature[];
};

type ConnectionCounts = Map<string, { linked: number; total: number }>;

export function toCodatIntegrations(state: EmulatorState, origin: string): CodatIntegration[] {
  const counts = countConnections(state);
  return catalogue.map((item) => toView(item, { state, origin, counts }));
}

export function toCodatIntegration(
  item: CatalogueEntry,
  state: EmulatorState,
  origin: string,
): CodatIntegration {
  return toView(item, { state, origin, counts: countConnections(state) });
}

export function isEnabled(state: EmulatorState, key: string): boolean {
  return state.enabled[key] ?? false;
}

export function squareLogoUrl(key: string, origin: string): string {
  return `${origin}/logos/square/${key}.svg`;
}

export function fullLogoUrl(key: string, origin: string): string {
  return `${origin}/logos/full/${key}.svg`;
}

type Surroundings = {
  readonly state: EmulatorState;
  readonly origin: string;
  readonly counts: ConnectionCounts;
};

function toView(item: CatalogueEntry, { state, origin, counts }: Surroundings): CodatIntegration {
  const { linked, total } = counts.get(item.key) ?? { linked: 0, total: 0 };
  return {
    key: item.key,
    logoUrl: squareLogoUrl(item.key, origin),
    name: item.name,
    enabled: isEnabled(state, item.key),
    sourceId: item.sourceId,
    sourceType: item.sourceType,
    integrationId: item.integrationId,
    isOfflineConnector: item.isOfflineConnector,
    isBeta: item.isBeta,
    dataProvidedBy: 'Codat',
    // Only `LiveAndSandbox` has been seen in public; `Sandbox` for the test tiles is our assumption.
    supportedEnvironments: item.isTest ? 'Sandbox' : 'LiveAndSandbox',
    linkedConnectionsCount: linked,
    totalConnectionsCount: total,
    datatypeFeatures: dataTypeFeaturesOf(item.sourceType),
  };
}

function countConnections(state: EmulatorState): ConnectionCounts {
  const counts: ConnectionCounts = new Map();
  for (const company of Object.values(state.companies)) {
    for (const connection of company.connections) {
      const count = counts.get(connection.integrationKey) ?? { linked: 0, total: 0 };
      count.total += 1;
      if (connection.status === 'Linked') count.linked += 1;
      counts.set(connection.integrationKey, count);
    }
  }
  return counts;
}
