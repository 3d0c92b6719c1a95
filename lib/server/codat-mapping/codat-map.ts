import 'server-only';

import type { Secret } from '../secret';

/** Codat's map of an integration: any names, among them odd ones such as `__proto__`, and texts that may be secrets. */
export type CodatMap = ReadonlyMap<string, Secret>;
