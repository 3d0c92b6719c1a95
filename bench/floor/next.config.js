import { fileURLToPath } from 'node:url';

// The least that Next can be asked for, served in the way that the portal is: standalone, compressed. Nothing here may
// make the floor heavier, and no setting of the portal may reach it.

// The packages are the project's own, two folders up: the same Next and the same React, or the ratios mean nothing.
const project = fileURLToPath(new URL('../..', import.meta.url));

/** @type {import('next').NextConfig} */
const config = {
  output: 'standalone',
  outputFileTracingRoot: project,
  turbopack: { root: project },
  typescript: { ignoreBuildErrors: true },
};

export default config;
