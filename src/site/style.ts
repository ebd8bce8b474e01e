/** The style sheet of the site, assets/site.css. */

import { dark, light, type Palette } from './palette.ts';

const variables = (palette: Palette) =>
  Object.entries(palette)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');

const classes = [1, 2, 3, 4, 5, 6, 7].map((digit) => `.c${digit}{--c:var(--c${digit})}`).join('');

/** A style sheet without what is not needed: comments, line ends, blanks. */
export const compact = (css: string) =>
  css
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/: /g, ':')
    .replaceAll(';}', '}')
    .trim();

const css = `
:root { color-scheme: light dark; --c: var(--ink); --measure: 70ch; --gap: 1.25rem;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; ${variables(light)} }
@media (prefers-color-scheme: dark) { :root { ${variables(dark)} } }
${classes}

*, ::before, ::after { box-sizing: border-box }
html { scroll-padding-top: 5rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100% }
body { margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  overflow-wrap: break-word }
h1, h2, h3, h4 { line-height: 1.2; text-wrap: balance; margin: 0 }
h1 { font-size: clamp(1.7rem, 1.2rem + 2.2vw, 2.5rem); font-weight: 650; letter-spacing: -.015em }
h2 { font-size: 1.25rem; font-weight: 650; margin: 2.2rem 0 .6rem }
h3 { font-size: 1rem; font-weight: 650; margin: 1.1rem 0 .3rem }
h4 { font-size: .9rem; font-weight: 650; color: var(--soft); margin: 1rem 0 .25rem }
p, ul, ol, dl, pre { margin: 0 0 .8rem }
p, li, dd { text-wrap: pretty }
ul, ol { padding-left: 1.3rem }
li { margin-bottom: .4rem }
li::marker { color: var(--soft) }
small { font-size: .8rem; color: var(--soft); font-weight: 400 }
code, pre { font-family: var(--mono); font-size: .875em }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: .18em; text-decoration-color: color-mix(in srgb, currentColor 35%, transparent) }
a:hover { text-decoration-color: currentColor }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px }
main:focus { outline: 0 }
button, input { font: inherit; color: inherit }

.skip { position: absolute; left: -99rem; z-index: 9; background: var(--paper); padding: .6rem 1rem }
.skip:focus { left: .5rem; top: .5rem }
.bar, main, .crumbs { width: 100%; max-width: 74rem; margin: 0 auto; padding: 0 var(--gap) }

.top { position: sticky; top: 0; z-index: 5; background: var(--paper); border-bottom: 1px solid var(--line) }
.top .bar { display: flex; flex-wrap: wrap; align-items: center; gap: .35rem 1.5rem; padding-top: .55rem; padding-bottom: .55rem }
.brand { font-weight: 700; color: inherit; text-decoration: none; white-space: nowrap }
.brand span { font-weight: 400; color: var(--soft) }
.top nav { display: flex; gap: 1.1rem; font-size: .92rem }
.top nav a { color: var(--soft); text-decoration: none; padding: .25rem 0 }
.top nav a:hover, .top nav [aria-current] { color: var(--ink); box-shadow: 0 2px 0 var(--link) }
.top form { position: relative; display: flex; flex: 1 1 15rem; max-width: 26rem; margin-left: auto }
.top input { width: 100%; padding: .42rem .7rem; background: var(--card); border: 1px solid var(--edge); border-right: 0; border-radius: .4rem 0 0 .4rem; appearance: none; min-width: 0 }
.top :is(input, button):focus-visible { outline: 0 }
.top form:has(:is(input, button):focus-visible) { outline: 3px solid var(--link); border-radius: .4rem }
.top input::placeholder, .chooser input::placeholder { color: var(--soft); opacity: 1 }
.top button { display: grid; place-items: center; width: 2.6rem; background: var(--card); border: 1px solid var(--edge); border-radius: 0 .4rem .4rem 0; cursor: pointer }
#results { position: absolute; top: calc(100% + .3rem); left: 0; right: 0; max-height: min(32rem, 75vh); overflow-y: auto; background: var(--tip); border: 1px solid var(--edge); border-radius: .4rem; box-shadow: 0 8px 28px rgb(0 0 0 / .22) }
#results:empty, [hidden] { display: none !important }
#results [role=option] { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 .8rem; padding: .45rem .7rem; color: inherit; text-decoration: none; border-bottom: 1px solid var(--line) }
#results [role=option]:last-child { border: 0 }
#results i { font-style: normal; font-size: .8rem; color: var(--soft) }
#results span { flex-basis: 100%; font-size: .85rem; color: var(--soft); white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
#results [aria-selected=true] { background: color-mix(in srgb, var(--link) 14%, var(--tip)) }
#results [aria-selected=true] :is(i, span) { color: var(--ink) }

.crumbs { padding-top: 1rem; font-size: .85rem }
.crumbs ol { display: flex; flex-wrap: wrap; list-style: none; padding: 0; margin: 0; gap: .4rem }
.crumbs li { margin: 0 }
.crumbs li:not(:last-child)::after { content: "/"; margin-left: .4rem; color: var(--soft) }
main { padding-top: 1rem; padding-bottom: 3rem; flex: 1 }
main > p, main > ul:not(.index, .chips), main > section > p, .rest > section > :is(p, ul, ol), .entry > section > p { max-width: var(--measure) }

.title { margin-bottom: 1rem }
.eyebrow { margin: 0 0 .3rem; font-size: .85rem; color: var(--c); font-weight: 600 }
.title .number, .number { color: var(--c); font-variant-numeric: tabular-nums }
.entry .title .number { display: block; font-size: clamp(3.6rem, 2.6rem + 5vw, 5.6rem); line-height: 1; letter-spacing: -.03em; margin-bottom: .15rem }
.summary { font-size: 1.2rem; line-height: 1.45; margin: .6rem 0 0; max-width: 60ch }
.jumps { margin-top: .9rem; font-size: .88rem }
.jumps ul { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; list-style: none; padding: 0; margin: 0 }
.jumps li { margin: 0 }
.jumps [class^=c] { color: var(--c) }
.letters ul { gap: .1rem .3rem }
.letters a { display: inline-block; min-width: 1.5rem; text-align: center; padding: .1rem 0 }
.note, .none { color: var(--soft); font-size: .9rem }

.facts { margin: 0; font-size: .92rem }
.facts > div { padding: .4rem 0; border-top: 1px solid var(--line) }
.facts dt { color: var(--soft); font-size: .82rem }
.facts dd { margin: 0 }
aside { background: var(--card); border-radius: .6rem; padding: 1rem 1.1rem .6rem; margin: 1.5rem 0 }
aside h2 { margin: 0 0 .5rem; font-size: 1rem }
.facts > div:first-child { border: 0 }

.persons { max-width: var(--measure); padding-top: .3rem }
.person { border-left: 3px solid var(--line); padding-left: 1rem; margin-bottom: .8rem }
.person h3, .person h4 { margin-top: 0 }
.confused, .pieces { display: grid; gap: .7rem; margin: 0; max-width: var(--measure) }
.confused dt, .pieces dt { font-weight: 600 }
.confused dd, .pieces dd { margin: 0 }
.pieces > div { display: grid; grid-template-columns: minmax(0, 15rem) minmax(0, 1fr); gap: .2rem 1.2rem }
.pieces dt { font-weight: 400 }
.compare { white-space: nowrap; font-size: .88rem }
.pieces code { background: var(--card); padding: .1rem .35rem; border-radius: .25rem; overflow-wrap: anywhere }

.message { background: var(--card); border-radius: .6rem; padding: .9rem 1rem; font-size: .95rem; line-height: 1.6; white-space: pre-wrap; overflow-wrap: anywhere; max-width: 52rem }
.message code { display: block }
.line { display: block; position: relative; padding-left: 2ch; text-indent: -2ch; min-height: 1.6em }
.part { appearance: none; background: none; border: 0; padding: 0; margin: 0; text-align: inherit; text-indent: 0; color: var(--link); cursor: help; text-decoration: underline dotted; text-underline-offset: .2em; overflow-wrap: anywhere; white-space: pre-wrap; display: inline }
.must { font-weight: 700; color: var(--c) }
/* A block's place is below the row in which it stands, at the left edge of the line. */
.tip { display: block; position: absolute; z-index: 3; left: 1ch; width: max-content; max-width: min(100% - 1ch, 26rem); visibility: hidden; opacity: 0; padding: .55rem .8rem; background: var(--tip); border: 1px solid var(--edge); border-radius: .4rem; box-shadow: 0 6px 20px rgb(0 0 0 / .2); font: .9rem/1.45 system-ui, sans-serif; text-indent: 0; white-space: normal; overflow-wrap: break-word; user-select: none; transition: opacity .12s .2s, visibility 0s .32s }
.x:is(:hover, :focus-within) > .tip { visibility: visible; opacity: 1; transition: none }
.x:hover > .tip { z-index: 4 }

.neighbours { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 1rem }
.neighbours a { color: var(--c); text-decoration: none }
.neighbours a:hover { text-decoration: underline }
.neighbours small { display: block }
.neighbours [rel=next] { grid-column: 2; text-align: right }

.index, .found { list-style: none; padding: 0 }
.index li { display: grid; grid-template-columns: minmax(9rem, 17rem) minmax(0, 1fr); gap: 0 1.2rem; padding: .35rem 0; margin: 0; border-top: 1px solid var(--line) }
.index a { display: flex; gap: .5rem; align-items: baseline; text-decoration: none; font-weight: 500 }
.index a:hover { text-decoration: underline }
.index b { color: var(--c); font-variant-numeric: tabular-nums; min-width: 2.1rem }
.index span { max-width: var(--measure) }
section[class^=c] > h2 { color: var(--c) }
.letter { display: grid; grid-template-columns: 2.5rem minmax(0, 1fr) }
.letter h2 { color: var(--soft); margin: .35rem 0 }
.letter .index { margin-bottom: 1rem }
.found li { margin-bottom: 1rem; max-width: var(--measure) }
.found a { font-weight: 600 }
.found small { margin-left: .4rem }
.found span { display: block }

.home { max-width: 52rem; margin: 1rem 0 0 }
.try { display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin: .9rem 0 0; color: var(--soft) }
.class { margin-bottom: 1.1rem; display: grid; grid-template-columns: 11rem minmax(0, 1fr); gap: 0 1.5rem; border-top: 1px solid var(--line); padding-top: .6rem }
.class h3 { margin: 0; color: var(--c) }
.class p { font-size: .85rem; color: var(--soft); margin: .15rem 0 0 }
.codes { display: grid; grid-template-columns: repeat(auto-fill, minmax(13.5rem, 1fr)); gap: .1rem 1.2rem; list-style: none; padding: 0; margin: 0 }
.codes li { margin: 0 }
.codes a { display: flex; gap: .6rem; color: var(--ink); text-decoration: none; font-size: .94rem; padding: .12rem 0 }
.codes a:hover { text-decoration: underline }
.codes b { color: var(--c); font-variant-numeric: tabular-nums; min-width: 2.1rem }
.chips { display: flex; flex-wrap: wrap; gap: .45rem; list-style: none; padding: 0 }
.chips li { margin: 0 }
.chips a { display: block; padding: .25rem .65rem; border: 1px solid var(--line); border-radius: 1rem; text-decoration: none; font-size: .92rem }
.chips a:hover { border-color: var(--edge) }
.pairs a { color: var(--soft) }
.pairs b { color: var(--c) }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr)); gap: 1rem 2.5rem; margin-top: 1.5rem }
.tile h2 { margin: 0 0 .6rem; padding-top: .8rem; border-top: 1px solid var(--line) }
.tile p { color: var(--soft); font-size: .92rem }

.comparison h1 > [class^=c] { display: inline-block }
.comparison .or { color: var(--soft); font-weight: 400 }
.hint { background: var(--hint); border-radius: .6rem; padding: .9rem 1.1rem; max-width: 78ch; margin: 1rem 0 }
.pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0 2.5rem }
.pair > div { max-width: var(--measure) }
.pair h3 { color: var(--c); margin: 0 0 .5rem; padding-top: .5rem; border-top: 3px solid var(--c) }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .45rem 1.2rem .45rem 0; border-top: 1px solid var(--line) }
.differences { font-size: .94rem; table-layout: fixed }
.differences tbody th, .differences thead td { font-weight: 400; color: var(--soft); width: 13rem }
.differences thead > tr > * { border: 0; font-size: 1.1rem }
.differences thead a { color: var(--c) }
.comparison .facts { max-width: 60rem }
.comparison .facts > div { display: grid; grid-template-columns: 12rem 1fr; gap: 0 1.2rem }
.comparison .facts dt { font-size: inherit }
.chooser { display: flex; flex-wrap: wrap; gap: 1rem; align-items: end; margin: 1.2rem 0 }
.chooser p { margin: 0 }
.chooser label { display: block; font-size: .88rem; color: var(--soft) }
.chooser input { width: 14rem; max-width: 100%; padding: .45rem .7rem; background: var(--card); border: 1px solid var(--edge); border-radius: .4rem }
.chooser button { padding: .45rem 1.2rem; border: 1px solid var(--link); border-radius: .4rem; background: var(--link); color: var(--paper); cursor: pointer }


footer { border-top: 1px solid var(--line); background: var(--card); font-size: .88rem; padding: 1.2rem 0 }
footer ul { display: flex; flex-wrap: wrap; gap: .3rem 1.3rem; list-style: none; padding: 0 }
footer li { margin: 0 }
footer p { color: var(--soft); margin: 0 }

@media (min-width: 62rem) {
  .entry { display: grid; grid-template-columns: minmax(0, 1fr) 21rem; grid-template-rows: auto auto 1fr; gap: 0 3.5rem }
  .entry > * { grid-column: 1 }
  .entry > section > h2, .rest > :first-child > h2 { margin-top: 1.4rem }
  .entry > aside { grid-area: 1 / 2 / span 3; align-self: start; margin: .4rem 0 0 }
}
@media (min-width: 62rem) and (min-height: 58rem) { .entry > aside { position: sticky; top: 4.6rem } }
@media (max-width: 47rem) {
  :root { --gap: 1rem }
  html { scroll-padding-top: 4rem }
  /* Of its three rows the last one stays in sight: the search. */
  .top { top: -4.1rem }
  .top .bar { gap: 0; padding-top: 0 }
  .brand, .top nav { flex-basis: 100%; height: 2.05rem; line-height: 2.05rem }
  .top nav { justify-content: space-between; gap: .5rem; overflow-x: auto; font-size: .9rem }
  .top nav a { padding: 0 }
  .top nav :is(:hover, [aria-current]) { box-shadow: none; text-decoration: underline }
  .top form { margin-top: .4rem }
  .message { font-size: .88rem; padding: .8rem }
  .top form { flex-basis: 100%; max-width: none }
  .pair { grid-template-columns: 1fr; gap: 1.5rem }
  .index li, .class { display: block }
  .index span { display: block; color: var(--soft); font-size: .94rem }
  .class ul { margin-top: .5rem }
  .letter, .pieces > div { display: block }
  .differences, .differences tbody { display: block }
  .differences tr { display: grid; grid-template-columns: 1fr 1fr; gap: 0 1rem; border-top: 1px solid var(--line); padding: .4rem 0 }
  .differences thead { display: block; position: sticky; top: 0; background: var(--paper) }
  .differences thead td { display: none }
  .differences tr > * { border: 0; padding: .1rem 0; min-width: 0; width: auto !important }
  .differences tbody th { grid-column: 1 / -1; font-size: .82rem }
  .comparison .facts > div { display: block }
  .comparison .facts dt { font-size: .82rem }
}
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth } }
@media (prefers-reduced-motion: reduce) { *, ::before, ::after { transition: none !important; animation: none !important } }
@media print { .top, footer, .crumbs, .jumps, .neighbours { display: none } }
`;

export const styleSheet = `${compact(css)}\n`;
