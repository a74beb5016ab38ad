import { encode } from 'uqr';
import { html, type Markup } from './markup.ts';

/** A QR code (ISO/IEC 18004) as a drawing, dark on light whatever the colours of the page are: cameras need that. */
export function qrCode(text: string, title: string): Markup {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const path = data.map((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')).join('')).join('');
  return html`<svg class="qr" role="img" aria-label="${title}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges"><rect width="${size}" height="${size}" fill="#fff"/><path d="${path}" fill="#000"/></svg>`;
}
