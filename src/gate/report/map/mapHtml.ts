import { createHash } from 'node:crypto';
import { ago, type Style } from '../style.ts';
import { html, type Markup, raw, sentence } from './html.ts';
import type { MapReport } from './mapReport.ts';
import { script, style } from './page.ts';
import {
  adminPart,
  broadPart,
  expiringPart,
  gapsPart,
  matrixPart,
  registriesPart,
  switchPart,
  unusedPart,
  whoPart,
} from './parts.ts';
import { figuresOf } from './words.ts';

/** One page that holds all it needs, and may load nothing. */
export function mapHtml(report: MapReport, { now }: Style): string {
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Who can pull what</title>
<style>${raw(style)}</style>
</head>
<body>
<header><div>
<h1>Who can pull what</h1>
<p>${headline(report, now)}</p>
<ul class="figures">${figuresOf(report).map(figure)}</ul>
</div></header>
<nav aria-label="Filter"><div><label>Filter <input type="search" placeholder="registry, identity, role, image …" autocomplete="off" spellcheck="false"></label><output aria-live="polite"></output></div></nav>
<main>
${[
  matrixPart(report),
  registriesPart(report),
  broadPart(report),
  unusedPart(report),
  adminPart(report),
  expiringPart(report),
  switchPart(report),
  whoPart(report),
  gapsPart(report),
]}
</main>
<footer>Made by <code>acr-pull map</code>. It shows who is let in, and no secret.</footer>
<script>${raw(script)}</script>
</body>
</html>
`.text;
}

function headline({ maps, images }: MapReport, now: Date): Markup {
  const read = maps.map(({ origin, readAt }) =>
    sentence(`\`${origin}\`, ${readAt === null ? 'of unknown age' : `read ${ago(readAt, now)} (${readAt})`}`),
  );
  const manifests = images === 0 ? 'no manifest' : `manifests with ${images} image${images === 1 ? '' : 's'}`;
  return html`From ${read.flatMap((each, i) => (i === 0 ? [each] : [html`, `, each]))}, and ${manifests}`;
}

function figure({ number, noun, part, isLoud }: ReturnType<typeof figuresOf>[number]): Markup {
  return html`<li class="${isLoud ? 'loud' : ''}"><a href="#${part}"><b>${number}</b><span>${noun}</span></a></li>`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
