import { readFileSync } from 'node:fs';
import path from 'node:path';
import { dist, project } from './start-portal';

// Reads routes and actions from the build, so that one added tomorrow is attacked tomorrow.

export type ServerAction = {
  readonly id: string;
  readonly name: string;
  /** Addresses of the pages that hold it. */
  readonly pages: readonly string[];
};

/** Lists each server action of the build: a client that knows an id can post it to any address. */
export function listActions(): ServerAction[] {
  const { node } = readManifest('server/server-reference-manifest.json') as {
    node: Record<string, { exportedName: string; workers: Record<string, unknown> }>;
  };
  const routes = readRoutes();
  return Object.entries(node).map(([id, { exportedName, workers }]) => ({
    id,
    name: exportedName,
    pages: Object.keys(workers).flatMap((worker) => {
      const route = routes[worker.replace(/^app/, '')];
      return route ? [toAddress(route)] : [];
    }),
  }));
}

export function findAction(name: string): ServerAction {
  const action = listActions().find((listed) => listed.name === name);
  if (!action) throw new Error(`The build holds no action named ${name}`);
  return action;
}

/** An address that exists for each route of the build. */
export function listAddresses(): string[] {
  return [...new Set(Object.values(readRoutes()))].filter((route) => !route.startsWith('/_')).map(toAddress);
}

/** Lists the addresses that have a route handler and no page. */
export function listHandlers(): string[] {
  return Object.entries(readRoutes()).flatMap(([file, route]) =>
    file.endsWith('/route') && !route.startsWith('/_') ? [toAddress(route)] : [],
  );
}

export const examples: Readonly<Record<string, string>> = {
  '[instance]': 'local',
  '[category]': 'banking',
  '[key]': 'suuo',
  '[company]': '0b928df7-52a9-4029-a4d8-07bad13d4191',
  '[entry]': '1',
  '[change]': '3f0b6c1e-7d52-4c6a-9a54-5a1f0e6f2b11',
  '[user]': '6a0d1f6e-0a51-4f8e-9b0c-3f1d2c4b5a69',
  '[token]': 'a-token-of-the-tests',
  '[icon]': 'slate-circle-test.svg',
  '[...nextauth]': 'session',
};

function toAddress(route: string): string {
  const address = route.replaceAll(/\[[^/]+\]/g, (parameter) => examples[parameter] ?? parameter);
  if (address.includes('[')) throw new Error(`built-app.ts needs an example for ${route}`);
  return address;
}

function readRoutes(): Record<string, string> {
  return readManifest('app-path-routes-manifest.json') as Record<string, string>;
}

function readManifest(name: string): unknown {
  return JSON.parse(readFileSync(path.join(project, dist, name), 'utf8'));
}
