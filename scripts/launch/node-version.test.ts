import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { satisfies } from './node-version.mjs';
import { inProject } from './root.mjs';

describe('the version of Node', () => {
  test.each([
    ['20.19.0', true],
    ['20.20.2', true],
    ['20.9.0', false],
    ['18.20.4', false],
    ['21.7.3', false],
    ['22.11.0', false],
    ['22.12.0', true],
    ['24.0.0', true],
    ['100.0.0', true],
  ])('%s is compared number by number, not as text', (version, accepted) => {
    expect(satisfies(version, '^20.19.0 || ^22.12.0 || >=24.0.0')).toBe(accepted);
  });

  test.each([
    ['20.18.3', false],
    ['20.19.0', true],
    ['22.15.1', false],
    ['22.16.0', true],
    ['23.11.1', false],
    ['24.0.0', true],
    ['25.9.0', false],
    ['26.0.0', true],
    ['27.0.0', false],
  ])(
    '%s is accepted only of the lines that are tested, from the first one that works',
    (version, accepted) => {
      const { engines } = JSON.parse(readFileSync(inProject('package.json'), 'utf8'));
      expect(satisfies(version, engines.node)).toBe(accepted);
    },
  );

  test('a range in a form that is not read is an error, not a pass', () => {
    expect(() => satisfies('20.19.0', '20.x')).toThrow('"20.x"');
  });
});
