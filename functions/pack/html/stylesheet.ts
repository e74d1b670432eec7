import { createHash } from 'node:crypto'

/** Widths of tables' columns: no element has a style of its own, which a strict policy would refuse. */
const widths = Array.from({ length: 100 }, (_one, index) => `.w${index + 1}{width:${index + 1}%}`).join('')

/** A table's rows one below the other, each cell with its column's header before it. */
const stacked = (table: string): string => `
  ${table} table, ${table} tbody, ${table} tr, ${table} tbody th { display: block; }
  ${table} thead, ${table} colgroup { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  ${table} tbody tr { padding: .6rem 0; border-bottom: 1px solid var(--rule); }
  ${table} tbody tr:first-child { border-top: 2px solid var(--accent); }
  ${table} tbody th, ${table} tbody td { padding: .15rem 0; border: 0; text-align: start; }
  ${table} tbody th { font-weight: 700; margin-bottom: .2rem; grid-column: 1 / -1; }
  ${table} tbody td { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: .75rem; }
  ${table} tbody td::before { content: attr(data-column); color: var(--quiet); font-size: .9rem; }
  ${table} tbody td::before { content: attr(data-column) / ""; }
  ${table}.numbers tbody tr { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1.5rem; }
  ${table}.numbers tbody td { grid-template-columns: 1fr auto; }`

/**
 * The style of every pack, whatever is in it. Letters, and all that is measured by them, grow with the
 * reader's own size; what is narrow goes by the width in letters, not in pixels.
 */
export const stylesheet: string = `
:root {
  color-scheme: light dark;
  --paper: #fff; --ink: #15232b; --quiet: #4a5860; --rule: #c3ccd1; --accent: #123f5a; --track: #eef1f3;
  --focus: #ffdd00; --focus-ink: #0b0c0c;
  --blue-words: #174d80; --blue-ground: #e3eef8; --blue-line: #1d5f9e;
  --green-words: #095a39; --green-ground: #e2f2ea; --green-line: #0b6e46;
  --amber-words: #7d4100; --amber-ground: #fdf0dc; --amber-line: #a85600;
  --red-words: #8c1d17; --red-ground: #fbe6e4; --red-line: #b3261e;
  --grey-words: #465056; --grey-ground: #eef0f1; --grey-line: #5a666d;
  font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif;
  -webkit-text-size-adjust: 100%; text-size-adjust: 100%;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #11191e; --ink: #e4eaed; --quiet: #a9b6bd; --rule: #3b4a53; --accent: #93c9ec; --track: #1d282f;
    --blue-words: #b6d8f6; --blue-ground: #14304a; --blue-line: #6fb1e8;
    --green-words: #a6e0c5; --green-ground: #0f3527; --green-line: #57b98d;
    --amber-words: #ffd394; --amber-ground: #40280a; --amber-line: #e29d43;
    --red-words: #ffbdb6; --red-ground: #481a17; --red-line: #f0786d;
    --grey-words: #c9d2d7; --grey-ground: #29333a; --grey-line: #8f9ca3;
  }
}
/* In grey, a chart's parts are of five lightnesses: fill, and the letters on it. */
.tone-blue { --words: var(--blue-words); --ground: var(--blue-ground); --line: var(--blue-line); --fill: #0f3a66; --on: #fff; }
.tone-green { --words: var(--green-words); --ground: var(--green-ground); --line: var(--green-line); --fill: #57ad86; --on: #06190f; }
.tone-amber { --words: var(--amber-words); --ground: var(--amber-ground); --line: var(--amber-line); --fill: #f3c56c; --on: #2b1700; }
.tone-red { --words: var(--red-words); --ground: var(--red-ground); --line: var(--red-line); --fill: #cf3a30; --on: #fff; }
.tone-grey { --words: var(--grey-words); --ground: var(--grey-ground); --line: var(--grey-line); --fill: #e6eaec; --on: #15232b; }
.tone-own { --line: var(--accent); --fill: var(--accent); --on: var(--paper); }

*, ::before, ::after { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem min(1.25rem, 4vw) 3rem; max-width: 60rem; background: var(--paper); color: var(--ink); overflow-wrap: anywhere; }
main { container-type: inline-size; }
main:focus { outline: 0; }
p, ul, ol, dl, figure, blockquote, h1, h2, h3, h4 { margin: 0; }
p, li, blockquote, h1, h2, h3, h4 { max-width: 72ch; }
p + p, p + ul, p + ol, ul + p, ol + p { margin-top: .75em; }
a { color: var(--accent); text-underline-offset: .15em; text-decoration-thickness: from-font; }
a:hover { text-decoration-thickness: .15em; }
a:focus-visible { outline: 3px solid var(--focus-ink); outline-offset: 0; background: var(--focus); color: var(--focus-ink); box-shadow: 0 0 0 3px var(--focus); text-decoration: none; border-radius: 1px; }
.skip { position: absolute; top: 0; left: 0; padding: .5rem 1rem; transform: translateY(-200%); }
.skip:focus { transform: none; }
.hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

h1, h2, h3, h4 { color: var(--accent); font-weight: 700; line-height: 1.25; text-wrap: balance; scroll-margin-top: 1rem; }
h1 { font-size: clamp(1.6rem, 1.2rem + 2vw, 2.25rem); }
h2 { font-size: 1.5rem; margin-top: 3rem; margin-bottom: 1rem; }
h3 { font-size: 1.2rem; margin-top: 2.25rem; margin-bottom: .75rem; }
h4 { font-size: 1.06rem; margin-top: 2rem; margin-bottom: .6rem; }
.author { font-weight: 700; color: var(--quiet); margin-bottom: .25rem; }
.draft-tag { margin-top: 1rem; }
.draft-tag strong { display: inline-block; padding: .15rem .75rem; border: 2px solid var(--amber-line); background: var(--amber-ground); color: var(--amber-words); font-size: 1.25rem; letter-spacing: .06em; }
header { padding-bottom: 1.5rem; border-bottom: 2px solid var(--accent); }

.quiet, .small { color: var(--quiet); }
.small { font-size: .9rem; }
p.quiet, p.small { margin-top: .9em; margin-bottom: .9em; }
p.lead-in { margin-bottom: 1.1em; }
p.caption { margin-top: 1.3rem; margin-bottom: .5rem; font-size: .9rem; font-weight: 700; color: var(--quiet); }
p.caption .quiet { font-weight: 400; }
main > p, article > p { margin-top: .75em; }
ul, ol { padding-inline-start: 1.4em; }
li + li { margin-top: .35em; }

.shape { width: .85em; height: .85em; flex: none; color: var(--line); }
.tag { display: inline-flex; align-items: baseline; gap: .4em; padding: .05em .5em; border: 1px solid var(--line); border-radius: 3px; background: var(--ground); color: var(--words); font-size: .9em; text-align: start; max-width: 100%; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.tag .shape { position: relative; top: .06em; }
td .tag, th .tag { padding: 0; border: 0; background: none; font-size: 1em; }

nav ol { list-style: none; padding: 0; columns: 2 18rem; column-gap: 2.5rem; }
nav li { margin: 0; padding: .3em 0; break-inside: avoid; }

.facts { display: grid; gap: .55rem 1rem; margin-top: 1rem; grid-template-columns: 1fr; }
.facts > div { display: grid; grid-template-columns: minmax(6rem, 9rem) 1fr; gap: .1rem 1rem; break-inside: avoid; }
.facts.several { grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 1rem 1.5rem; }
.facts.several > div { display: block; }
dt { font-size: .9rem; font-weight: 700; color: var(--quiet); }
dd { margin: 0; max-width: 72ch; }

.figures { list-style: none; padding: 0; margin-top: 1rem; display: grid; gap: 1.25rem; grid-template-columns: repeat(auto-fit, minmax(min(7rem, 100%), 1fr)); }
.figures li { margin: 0; border-top: 3px solid var(--accent); padding-top: .5rem; break-inside: avoid; }
.figures strong { display: block; font-size: 2rem; line-height: 1.15; color: var(--accent); font-variant-numeric: lining-nums; }
.figures span { font-size: .95rem; }

.table { margin-top: 1rem; overflow-x: auto; position: relative; }
table { width: 100%; border-collapse: collapse; font-size: .95rem; line-height: 1.4; }
th, td { min-width: 3.75rem; padding: .5rem .6rem; vertical-align: top; text-align: start; border-bottom: 1px solid var(--rule); font-variant-numeric: tabular-nums lining-nums; }
tr > :first-child { padding-inline-start: 0; }
tr > :last-child { padding-inline-end: 0; }
thead th { vertical-align: bottom; font-size: .9rem; color: var(--quiet); border-bottom: 2px solid var(--accent); overflow-wrap: break-word; }
tbody th { font-weight: 400; }
.right { text-align: end; }
th p, td p { max-width: none; }
th > h2, td h2, td h3, td h4 { margin-top: 0; }
${widths}

blockquote { position: relative; margin-top: .9rem; margin-bottom: 1.1rem; padding: .1rem 0 .1rem 1.6rem; border-inline-start: 4px solid var(--line, var(--rule)); }
blockquote > .shape { position: absolute; inset-inline-start: .4rem; top: .45em; }
.entries > article { padding: 1.75rem 0; }
.entries > article:not(:last-child) { border-bottom: 1px solid var(--rule); }
.entries > article > :first-child { margin-top: 0; }
.page-break { margin-top: 3rem; }

figure { margin-top: 1.5rem; }
figcaption { font-weight: 700; margin-bottom: .75rem; }
svg { overflow: visible; }
.bars { display: grid; grid-template-columns: fit-content(14rem) 1fr auto; font-size: .9rem; line-height: 1.3; }
.bar { display: grid; grid-column: 1 / -1; grid-template-columns: subgrid; align-items: center; padding: .2rem 0; break-inside: avoid; }
.bar-name { color: var(--quiet); padding-inline-end: .75rem; }
.bar-total { padding-inline-start: .75rem; text-align: end; font-variant-numeric: tabular-nums; }
.bar-parts { display: block; forced-color-adjust: none; }
.track { fill: var(--track); }
.part { fill: var(--fill); stroke: var(--line); stroke-width: 1; }
.second { --fill: var(--ground); --on: var(--words); }
.second .part { stroke-width: 3; }
.gap { stroke: var(--paper); stroke-width: 3; }
.number { color: var(--on); fill: var(--on); }
.number { font-weight: 700; }
.tight { display: none; }
.columns { display: block; font-size: .8rem; margin-top: 1.5rem; }
.columns .total { fill: var(--ink); text-anchor: middle; font-weight: 700; }
.columns .name { fill: var(--quiet); text-anchor: middle; }
.columns .name.upward { text-anchor: end; }
.ground { stroke: var(--quiet); stroke-width: 1; }
.lying { display: none; }
.key { list-style: none; display: flex; flex-wrap: wrap; gap: .35rem 1.1rem; margin: .75rem 0 0; padding: 0; font-size: .85rem; color: var(--quiet); }
.key li { display: flex; align-items: center; gap: .35rem; margin: 0; }
.swatch { flex: none; forced-color-adjust: none; }

footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--rule); font-size: .9rem; color: var(--quiet); }
code { font-family: ui-monospace, SFMono-Regular, Consolas, "DejaVu Sans Mono", monospace; font-size: .95em; }
.draft-mark { display: none; }

@container (width < 40rem) {
${stacked('.stacks')}
  .compact col { width: auto; }
  .roomy { display: none; }
  .tight { display: inline; }
  .bars { grid-template-columns: 1fr auto; }
  .bar { padding: .35rem 0; }
  .bar-parts { grid-row: 2; grid-column: 1 / -1; }
  .standing { display: none; }
  .facts > div { grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: .1rem .75rem; }
  .facts.several { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .lying { display: block; }
}
@container (width < 17rem) {
${stacked('.compact')}
  .table tbody td, .table.numbers tbody tr { display: block; }
  .table tbody td::before { display: block; }
  main { hyphens: auto; }
  .facts > div { display: block; }
  .facts.several { grid-template-columns: 1fr; }
  .bar .number { display: none; }
}

@page {
  size: A4; margin: 25mm 20mm 23mm; font: 8.5pt system-ui, sans-serif; color: #4a5860;
  @top-left { content: attr(data-plan); width: 75%; vertical-align: bottom; padding-bottom: 7mm; text-align: left; }
  @top-right { content: attr(data-draft); vertical-align: bottom; padding-bottom: 7mm; font-weight: 700; }
  @bottom-left { content: attr(data-pack); width: 75%; vertical-align: top; padding-top: 7mm; text-align: left; }
  @bottom-right { content: "Page " counter(page) " of " counter(pages); vertical-align: top; padding-top: 7mm; }
}
@media print {
  :root { color-scheme: light; font-size: 10pt; }
  body { max-width: none; padding: 0; }
  main { container-type: normal; }
  .skip, nav li::marker { display: none; }
  .table { overflow: visible; }
  header { border: 0; padding-bottom: 0; }
  h2 { margin-top: 2rem; }
  h2, h3, h4, .caption, .lead-in, figcaption { break-after: avoid; break-inside: avoid; }
  article > p:has(.tag), p:has(+ blockquote) { break-after: avoid; }
  p, li { orphans: 3; widows: 3; }
  thead { display: table-header-group; break-after: avoid; }
  tbody tr:first-child, tbody tr:last-child, .facts.several { break-before: avoid; }
  .facts.several { break-inside: avoid; }
  tr, .short, svg, footer { break-inside: avoid; }
  tr.long { break-inside: auto; }
  .page-break { break-after: page; margin: 0; }
  .page-break + h2 { margin-top: 0; }
  a { text-decoration: none; }
  svg, .tag, .key, blockquote, .draft-tag strong { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .draft-mark { display: block; position: fixed; z-index: -1; inset: 0; margin: auto; width: fit-content; height: fit-content; transform: rotate(-52deg); font-size: 120pt; white-space: nowrap; font-weight: 700; letter-spacing: 6pt; color: #eef1f2; text-transform: uppercase; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .entries > article { padding: 1.2rem 0; }
}
`

/** In base64, as a content security policy names the style. */
export const stylesheetSha256: string = createHash('sha256').update(stylesheet).digest('base64')
