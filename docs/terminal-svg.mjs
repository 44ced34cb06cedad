// @ts-check
/**
 * Draws a captured terminal as an SVG image, as in docs/deploy.svg:
 *
 *   tmux capture-pane -e -p -S - | node docs/terminal-svg.mjs > docs/deploy.svg
 *
 * Colours and weights (SGR, ECMA-48 8.3.117) are drawn; everything else of the terminal is not.
 */
import { readFileSync } from 'node:fs';

const cell = { width: 7.8, height: 17 };
const margin = { side: 16, top: 44, bottom: 16 };
const background = '#1e1e2e';
const plain = '#cdd6f4';
// Black, red, green, yellow, blue, magenta, cyan, white; then the bright ones.
const colours =
  '#45475a #f38ba8 #a6e3a1 #f9e2af #89b4fa #f5c2e7 #94e2d5 #bac2de #7f849c #f38ba8 #a6e3a1 #f9e2af #89b4fa #f5c2e7 #94e2d5 #ffffff'.split(
    ' ',
  );

/** @typedef {{ colour?: string, bold?: boolean, dim?: boolean, inverse?: boolean }} Style */
/** @typedef {{ text: string, column: number, style: Style }} Span */

/** @type {Style} */
let style = {};
const rows = readFileSync(0, 'utf8').trimEnd().split('\n').map(spansOf);
const columns = Math.max(...rows.flat().map(({ text, column }) => column + text.length));
const width = Math.ceil(columns * cell.width) + 2 * margin.side;
const height = rows.length * cell.height + margin.top + margin.bottom;

const buttons = ['#f38ba8', '#f9e2af', '#a6e3a1'].map(
  (colour, at) => `<circle cx="${20 + 20 * at}" cy="20" r="6" fill="${colour}"/>`,
);
console.log(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13">
<rect width="${width}" height="${height}" rx="8" fill="${background}"/>
${[...buttons, ...rows.flatMap((spans, row) => spans.map((span) => drawn(span, row)))].join('\n')}
</svg>`);

/** A line's text by style; a style goes on into the next line. @param {string} line */
function spansOf(line) {
  /** @type {Span[]} */
  const spans = [];
  let column = 0;
  // What stands before the first escape sequence has the line's style so far.
  for (const part of `m${line}`.split('\u001b[')) {
    const end = part.indexOf('m');
    const text = part.slice(end + 1);
    if (end > 0) style = styled(style, part.slice(0, end).split(';').map(Number));
    if (text.trim() !== '') spans.push({ text, column, style });
    column += text.length;
  }
  return spans;
}

/** @param {Style} before @param {number[]} codes @returns {Style} */
function styled(before, codes) {
  let after = before;
  for (const code of codes) {
    if (code === 0) after = {};
    else if (code === 1) after = { ...after, bold: true };
    else if (code === 2) after = { ...after, dim: true };
    else if (code === 7) after = { ...after, inverse: true };
    else if (code === 22) after = { ...after, bold: false, dim: false };
    else if (code === 27) after = { ...after, inverse: false };
    else if (code === 39) after = { ...after, colour: undefined };
    else if (code >= 30 && code < 38) after = { ...after, colour: colours[code - 30] };
    else if (code >= 90 && code < 98) after = { ...after, colour: colours[code - 82] };
  }
  return after;
}

/** @param {Span} span @param {number} row */
function drawn({ text, column, style: { colour = plain, bold, dim, inverse } }, row) {
  const indent = text.length - text.trimStart().length;
  const shown = inverse ? text : text.trim();
  const x = (margin.side + (column + (inverse ? 0 : indent)) * cell.width).toFixed(1);
  const top = margin.top + row * cell.height;
  const length = (shown.length * cell.width).toFixed(1);
  const escaped = shown.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const attributes = [
    `x="${x}" y="${top + 13}" textLength="${length}" xml:space="preserve"`,
    `fill="${inverse ? background : colour}"`,
    ...(bold ? ['font-weight="bold"'] : []),
    ...(dim ? ['opacity="0.65"'] : []),
  ];
  const box = `<rect x="${x}" y="${top}" width="${length}" height="${cell.height}" fill="${colour}"/>`;
  return `${inverse ? box : ''}<text ${attributes.join(' ')}>${escaped}</text>`;
}
