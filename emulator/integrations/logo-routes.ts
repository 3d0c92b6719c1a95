import { Hono } from 'hono';
import { CodatError } from '../http/codat-error';
import type { EmulatorEnv } from '../http/emulator-env';
import { findIntegration } from './catalogue';
import { drawFullMonogram, drawSquareMonogram } from './monogram';

/** Public, as the original's pictures are. */
export function logoRoutes(): Hono<EmulatorEnv> {
  const routes = new Hono<EmulatorEnv>();
  routes.get('/:shape{square|full}/:file{[a-z]+\\.svg}', (c) => {
    const integration = findIntegration(c.req.param('file').slice(0, -'.svg'.length));
    if (!integration) throw new CodatError(404, 'No such logo');
    const draw = c.req.param('shape') === 'full' ? drawFullMonogram : drawSquareMonogram;
    return c.body(draw(integration.name), 200, {
      'Content-Type': 'image/svg+xml; charset=utf-8',
      'Cache-Control': 'public, max-age=3600',
    });
  });
  routes.all('*', () => {
    throw new CodatError(404, 'No such logo');
  });
  return routes;
}
