import { afterEach, describe, expect, test, vi } from 'vitest';
import { killAll } from './child.mjs';
import { startService } from './service.mjs';

const readyWithinMs = 20_000;

describe('what a service prints once it runs', () => {
  let printed = '';

  afterEach(() => {
    killAll();
    vi.restoreAllMocks();
  });

  async function run(code: string, passAsText = false): Promise<string[]> {
    printed = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += text;
      return true;
    });
    const service = await startService({
      name: 'app',
      args: [
        '--eval',
        `console.log('ready'); process.stdin.once('data', () => {}); setTimeout(() => { ${code} }, 300)`,
      ],
      env: process.env,
      isReady: (held) => held.includes('ready'),
      readyWithinMs,
      passAsText,
    });
    printed = '';
    service.passOn();
    await service.ended;
    return printed.trimEnd().split('\n');
  }

  test('is a line of JSON each, and only its own pipe is taken for its log', async () => {
    const lines = await run(`
      require('fs').writeSync(3, '{"event":"own","of":"the ser');
      require('fs').writeSync(1, '{"event":"activity"}\\n\\u001b[31mred\\n');
      require('fs').writeSync(3, 'ver"}\\n');
      require('fs').writeSync(2, 'FATAL ERROR: heap');
      process.exit(0)`);
    const parsed = lines.map((line) => JSON.parse(line));
    expect(parsed).toHaveLength(4);
    expect(parsed).toEqual(
      expect.arrayContaining([
        { event: 'own', of: 'the server' },
        expect.objectContaining({ event: 'process-output', from: 'app', text: '{"event":"activity"}' }),
        expect.objectContaining({ event: 'process-output', level: 'info', text: '\u001b[31mred' }),
        expect.objectContaining({ event: 'process-output', level: 'error', text: 'FATAL ERROR: heap' }),
      ]),
    );
  });

  test('is text as it is for a developer', async () => {
    expect(await run(`console.log('compiled'); process.exit(0)`, true)).toEqual(['compiled']);
  });

  test('is shown without commands to the terminal if it does not start', async () => {
    const failing = startService({
      name: 'app',
      args: [
        '--eval',
        `require('fs').writeSync(3, JSON.stringify({ event: 'process-output', text: 'APP_URL: needed' }) + '\\n');
         console.error('\\u001b[2Jno'); process.exit(1)`,
      ],
      env: process.env,
      isReady: () => false,
      readyWithinMs,
    });
    await expect(failing).rejects.toThrow(
      'The app stopped while starting (exit code 1):\n[2Jno\n\nAPP_URL: needed',
    );
  });
});
