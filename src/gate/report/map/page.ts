/** The page's own style and script. They are inline, and the page's policy admits these two texts and nothing else. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f7f9, #14171c); --paper: light-dark(#fff, #1c2027); --ink: light-dark(#1b1f24, #e4e8ee);
  --dim: light-dark(#57606a, #9aa5b1); --line: light-dark(#dde1e6, #313842); --accent: light-dark(#0b5cad, #71b7ff);
  --warn: light-dark(#8a4b00, #ffb757); --warn-ground: light-dark(#fff3e0, #382a13);
  --bad: light-dark(#a1260d, #ff9580); --bad-ground: light-dark(#fdecea, #3d1f1b);
  --good: light-dark(#116329, #6fdd8b); --good-ground: light-dark(#e6f6ea, #163522);
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", sans-serif; }
main, header > div, nav > div { max-width: 76rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding: 2rem 0 1rem; }
h1 { margin: 0; font-size: 1.6rem; letter-spacing: -.01em; }
header p, .hint { margin: .25rem 0 0; color: var(--dim); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: .75rem; margin: 1.25rem 0 0; padding: 0; list-style: none; }
.figures a { display: block; height: 100%; padding: .7rem .9rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--paper); color: inherit; text-decoration: none; }
.figures a:hover, .figures a:focus-visible { border-color: var(--accent); }
.figures b { display: block; font-size: 1.6rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
.figures span { color: var(--dim); font-size: .85rem; }
.figures .loud b { color: var(--warn); }
nav { position: sticky; top: 0; z-index: 1; border-bottom: 1px solid var(--line); background: var(--ground); }
nav > div { display: flex; gap: 1rem; align-items: center; padding-top: .6rem; padding-bottom: .6rem; }
nav label { display: flex; gap: .6rem; align-items: center; flex: 1; color: var(--dim); }
input { flex: 1; max-width: 30rem; padding: .4rem .7rem; border: 1px solid var(--line); border-radius: .45rem; background: var(--paper); color: inherit; font: inherit; }
output { color: var(--dim); font-size: .85rem; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
section { margin: 1.75rem 0; scroll-margin-top: 4rem; }
h2 { margin: 0 0 .2rem; font-size: 1.15rem; }
h3 { margin: 0; font-size: 1rem; display: inline; }
.box { margin-top: .75rem; overflow-x: auto; border: 1px solid var(--line); border-radius: .6rem; background: var(--paper); }
table { width: 100%; border-collapse: separate; border-spacing: 0; font-size: .9rem; }
th, td { padding: .5rem .9rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
thead th, thead td { border-top: 0; color: var(--dim); font-size: .78rem; font-weight: 600; white-space: nowrap; }
tbody th { font-weight: 600; }
tbody tr:hover { background: color-mix(in srgb, var(--accent) 6%, transparent); }
th small, td small { font-weight: 400; display: block; color: var(--dim); }
code { padding: .05em .3em; border-radius: .25em; background: color-mix(in srgb, var(--ink) 8%, transparent); font: .9em ui-monospace, "Cascadia Mono", Menlo, monospace; overflow-wrap: anywhere; }
pre { margin: .4rem 0 0; padding: .6rem .8rem; overflow-x: auto; border-radius: .45rem; background: color-mix(in srgb, var(--ink) 6%, transparent); font: .8rem/1.5 ui-monospace, "Cascadia Mono", Menlo, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
details { margin-top: .75rem; border: 1px solid var(--line); border-radius: .6rem; background: var(--paper); }
details .box { margin: 0; border-width: 1px 0 0; border-radius: 0 0 .6rem .6rem; }
summary { padding: .7rem .9rem; cursor: pointer; }
summary span { color: var(--dim); margin-left: .4rem; }
.inside { padding: 0 .9rem .9rem; }
.tag { display: inline-block; padding: .05rem .5rem; border-radius: 1rem; font-size: .8rem; white-space: nowrap; background: color-mix(in srgb, var(--ink) 8%, transparent); }
.warn { background: var(--warn-ground); color: var(--warn); } .bad { background: var(--bad-ground); color: var(--bad); } .good { background: var(--good-ground); color: var(--good); }
.none { margin-top: .75rem; padding: .7rem .9rem; border: 1px dashed var(--line); border-radius: .6rem; color: var(--dim); }
[hidden] { display: none !important; }
footer { max-width: 76rem; margin: 0 auto; padding: 0 1.5rem 2rem; color: var(--dim); font-size: .85rem; }
.inner { margin: 0; border-width: 1px 0 0; border-radius: 0 0 .6rem .6rem; }
.inner summary { color: var(--accent); font-size: .9rem; }
.matrix th[scope=row] { position: sticky; left: 0; background: var(--paper); min-width: 14rem; font-weight: 400; }
.matrix th[scope=row] code { display: inline-block; }
.matrix td { text-align: center; padding: .4rem .5rem; }
.matrix th.across { text-align: center; padding: .5rem; }
.no { color: var(--dim); }
th button { all: unset; cursor: pointer; }
th button:hover { color: var(--ink); }
th button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
th button::after { content: ""; display: inline-block; width: 1em; text-align: center; }
th[aria-sort=ascending] button::after { content: "\\2191"; content: "\\2191" / ""; }
th[aria-sort=descending] button::after { content: "\\2193"; content: "\\2193" / ""; }
@media (max-width: 60rem) {
  th, td { padding: .5rem; }
  thead th { white-space: normal; }
}
@media (max-width: 45rem) {
  main, header > div, nav > div { padding: 0 .8rem; }
  .box:not(.matrix) :is(table, tbody, tr, th, td) { display: block; border: 0; }
  .box:not(.matrix) td:empty { display: none; }
  .box:not(.matrix) thead tr { display: flex; flex-wrap: wrap; }
  .box:not(.matrix) tr { padding: .5rem 0; border-top: 1px solid var(--line); }
  .box:not(.matrix) :is(th, td) { padding: .1rem .9rem; overflow-wrap: anywhere; }
  td[data-head]:not([data-head=""])::before { content: attr(data-head) ": "; color: var(--dim); }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media (forced-colors: active) { .tag { border: 1px solid; } }
@media print {
  :root { color-scheme: light; font-size: 11px; }
  nav { display: none; }
  body { font-size: 11px; }
  td code { overflow-wrap: break-word; }
  section, details, .box { overflow: visible; }
  tr, .figures li { break-inside: avoid; }
  h2 { break-after: avoid; }
  details::details-content { content-visibility: visible; }
}
`;

export const pageScript = `
const input = document.querySelector('input');
const output = document.querySelector('output');
const rows = [...document.querySelectorAll('tbody tr')];
const texts = rows.map(row => ((row.closest('[data-about]')?.dataset.about ?? '') + ' ' + row.textContent).toLowerCase());
const groups = [...document.querySelectorAll('details')].map(group => [group, group.open]);
input.addEventListener('input', () => {
  const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  rows.forEach((row, i) => {
    row.hidden = !words.every(word => texts[i].includes(word));
    if (!row.hidden) shown++;
  });
  for (const [group, wasOpen] of groups) {
    const own = [...group.querySelectorAll('tbody tr')];
    const any = own.some(row => !row.hidden);
    group.hidden = words.length > 0 && !any;
    group.open = words.length > 0 ? any : wasOpen;
  }
  for (const section of document.querySelectorAll('section')) {
    section.hidden = words.length > 0 && ![...section.querySelectorAll('tbody tr')].some(row => !row.hidden);
  }
  output.textContent = words.length > 0 ? shown + ' of ' + rows.length + ' rows' : '';
});
document.addEventListener('keydown', event => {
  if (event.key !== '/' || event.target === input || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  input.focus();
});
const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
for (const head of document.querySelectorAll('thead th')) {
  const button = document.createElement('button');
  button.type = 'button';
  button.append(...head.childNodes);
  head.append(button);
  button.addEventListener('click', () => {
    const sign = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
    for (const other of head.parentElement.children) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', sign > 0 ? 'ascending' : 'descending');
    const column = head.cellIndex;
    const body = head.closest('table').tBodies[0];
    const keyed = [...body.rows].map(row => [row.cells[column]?.textContent.trim() ?? '', row]);
    keyed.sort((a, b) => sign * collator.compare(a[0], b[0]));
    body.append(...keyed.map(each => each[1]));
  });
}
let opened = [];
addEventListener('beforeprint', () => {
  opened = [...document.querySelectorAll('details:not([open])')];
  for (const group of opened) group.open = true;
});
addEventListener('afterprint', () => {
  for (const group of opened) group.open = false;
});
`;
