import { spawnSync } from 'node:child_process';

/** @typedef {{ floor: number | null, portal: number | null }} Memory in megabytes; null where there is no `ps` to ask */

/**
 * Reads the memory of the two servers. The floor's is a child of this process, the portal's a child of `npm start`.
 * @returns {Memory}
 */
export function readMemory() {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,rss=,args='], { encoding: 'utf8' });
  const table = (stdout ?? '').split('\n').flatMap((line) => {
    const [, pid, parent, kilobytes, args = ''] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    // Next renames its process.
    return pid
      ? [{ pid, parent, megabytes: Number(kilobytes) / 1024, isServer: /^next-server/.test(args) }]
      : [];
  });
  const ours = table.filter(({ parent }) => parent === String(process.pid));
  const under = ours.map(({ pid }) => pid);
  return {
    floor: ours.find(({ isServer }) => isServer)?.megabytes ?? null,
    portal:
      table.find(({ parent, isServer }) => isServer && parent && under.includes(parent))?.megabytes ?? null,
  };
}
