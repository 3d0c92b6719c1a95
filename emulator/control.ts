import type { Fault } from './faults/fault';
import type { ReceivedRequest } from './http/request-log';
import type { SeedName } from './seeds';
import type { EmulatorModes, EmulatorState } from './world/emulator-state';

export type { EmulatorModes, EmulatorState, Fault, ReceivedRequest, SeedName };

export type EmulatorControl = {
  /** Back to a seed, by default the one that the client starts from: state, modes, faults, log and quota. */
  reset(seed?: SeedName): Promise<void>;
  /** Everything received since the last reset or clearing, oldest first. */
  requests(): Promise<ReceivedRequest[]>;
  clearRequests(): Promise<void>;
  /** Returns the true state, unaffected by faults and masks. */
  state(): Promise<EmulatorState>;
  /** Adds to the faults already set. */
  faults(faults: readonly Fault[]): Promise<void>;
  /** Those that no request has used up yet. */
  waitingFaults(): Promise<Fault[]>;
  clearFaults(): Promise<void>;
  /** Ends every delay now and resolves when the requests concerned have been answered and have taken effect. */
  release(): Promise<void>;
  /** Changes the modes named, and returns all. */
  modes(changes: Partial<EmulatorModes>): Promise<EmulatorModes>;
  /** How many requests are left for today. */
  quota(remaining: number): Promise<void>;
};

/** Controls one client: the one named, or the first. The key may be that of any client. */
export function connectToEmulator(url: string, apiKey: string, client?: string): EmulatorControl {
  const parameters = client === undefined ? '' : `?${new URLSearchParams({ client })}`;
  const call = async (method: string, path: string, body?: unknown): Promise<Response> => {
    const response = await fetch(`${url}/__emulator/${path}${parameters}`, {
      method,
      headers: {
        Authorization: `Basic ${Buffer.from(apiKey).toString('base64')}`,
        'Content-Type': 'application/json',
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) {
      throw new Error(`The emulator refused ${method} ${path}: ${response.status} ${await response.text()}`);
    }
    return response;
  };
  const tell = async (method: string, path: string, body?: unknown): Promise<void> => {
    await call(method, path, body);
  };
  const ask = async <Answer>(method: string, path: string, body?: unknown): Promise<Answer> =>
    (await (await call(method, path, body)).json()) as Answer;

  return {
    reset: (seed) => tell('POST', 'reset', seed === undefined ? {} : { seed }),
    requests: () => ask('GET', 'requests'),
    clearRequests: () => tell('DELETE', 'requests'),
    state: () => ask('GET', 'state'),
    faults: (faults) => tell('POST', 'faults', faults),
    waitingFaults: () => ask('GET', 'faults'),
    clearFaults: () => tell('DELETE', 'faults'),
    release: () => tell('POST', 'release'),
    modes: (changes) => ask('POST', 'modes', changes),
    quota: (remaining) => tell('POST', 'quota', { remaining }),
  };
}
