import { readFileSync } from 'node:fs';
import { inProject } from './root.mjs';
import { Refusal } from './startup-error.mjs';

/** npm only warns about the wrong Node, or fails in the middle of the install; we say so before anything else. */
export function requireNode() {
  const { engines } = JSON.parse(readFileSync(inProject('package.json'), 'utf8'));
  const { node } = process.versions;
  if (!satisfies(node, engines.node)) {
    throw new Refusal(
      `Switchboard needs Node ${engines.node}, and this is Node ${node}; install Node 24 and try again.`,
    );
  }
}

/**
 * The two forms that our package.json uses: `^20.19.0 || >=22.16.0`.
 * @param {string} version
 * @param {string} range
 */
export function satisfies(version, range) {
  return range.split('||').some((part) => {
    const [, operator, least] = /^(\^|>=)(\d+\.\d+\.\d+)$/.exec(part.trim()) ?? [];
    if (!least)
      throw new Error(`"${part.trim()}" in engines.node is in a form that node-version.mjs can't read`);
    const sameMajor = version.split('.')[0] === least.split('.')[0];
    return isAtLeast(version, least) && (operator === '>=' || sameMajor);
  });
}

/**
 * @param {string} version
 * @param {string} least
 */
function isAtLeast(version, least) {
  const want = toNumbers(least);
  const differences = toNumbers(version).map((part, index) => part - (want[index] ?? 0));
  return (differences.find((difference) => difference !== 0) ?? 0) >= 0;
}

/** @param {string} version */
function toNumbers(version) {
  return version.split('.').map((part) => Number.parseInt(part, 10));
}
