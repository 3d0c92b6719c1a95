import { createHash } from 'node:crypto';

// Logos drawn here, so that nothing of anybody's brand is copied and no request leaves the machine.

const colours = ['#1f4e79', '#2d6a4f', '#6a3d7c', '#8a4b08', '#0b6e7f', '#7a2e3a', '#4a5568', '#3b5b12'];

export function drawSquareMonogram(name: string): string {
  return svg(64, `${disc(name)}`, name);
}

export function drawFullMonogram(name: string): string {
  // Some 11 units a letter: wide enough for any name of the catalogue at this size.
  const width = 84 + name.length * 11;
  const label = `<text x="76" y="39" font-family="system-ui, sans-serif" font-size="20" fill="#1a202c">${escapeXml(name)}</text>`;
  return svg(width, disc(name) + label, name);
}

function svg(width: number, content: string, name: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} 64" width="${width}" height="64" role="img"><title>${escapeXml(name)}</title>${content}</svg>`;
}

function disc(name: string): string {
  const [firstByte = 0] = createHash('sha256').update(name).digest();
  const colour = colours[firstByte % colours.length] ?? '#4a5568';
  return `<rect width="64" height="64" rx="14" fill="${colour}"/><text x="32" y="41" text-anchor="middle" font-family="system-ui, sans-serif" font-size="26" font-weight="600" fill="#ffffff">${escapeXml(initialsOf(name))}</text>`;
}

function initialsOf(name: string): string {
  const [first = '', second = ''] = name.match(/[A-Za-z0-9]+/g) ?? [];
  return (first.charAt(0) + (second.charAt(0) || first.charAt(1))).toUpperCase();
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
