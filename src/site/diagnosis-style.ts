/** The style of a diagnosis, beside that of the site: assets/diagnosis.css. */

import { compact } from './style.ts';

const css = `.diagnosis h1.failure, .finding.failure :is(h2, h3) { color: var(--c5) }
.finding.warning :is(h2, h3), .others .warning b { color: var(--c4) }
.others .failure b { color: var(--c5) }
.finding { border-left: 3px solid var(--line); padding-left: 1.1rem; margin: 1rem 0 1.5rem; max-width: 82ch }
.finding.failure { border-color: var(--c5) }
.finding.warning { border-color: var(--c4) }
.finding :is(h2, h3) { margin-top: 0 }
.case { border-top: 1px solid var(--line); margin-top: 2rem }
.trace { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 1.5rem; align-items: start; margin: 1.2rem 0 }
.texts { position: sticky; top: 4.6rem; max-height: 82vh; overflow: auto }
.texts section:not(:target) { display: none }
.texts pre { background: var(--card); border-radius: .6rem; padding: .8rem; white-space: pre-wrap; overflow-wrap: anywhere }
.ladder { display: block; max-width: none; font: .8rem var(--mono) }
.ladder text { fill: var(--ink) }
.ladder .who, .ladder .role { text-anchor: middle }
.ladder .who { font-weight: 700 }
.ladder .role, .ladder .time { fill: var(--soft) }
.ladder .time { text-anchor: end }
.ladder .life { stroke: var(--line); stroke-width: 1.5 }
.ladder .hit { fill: transparent }
.ladder .arrow line { stroke: var(--link); stroke-width: 1.4 }
.ladder .label { text-anchor: middle }
.ladder .left { text-anchor: start }
.ladder .again line { stroke-dasharray: 3 3; opacity: .7 }
.ladder .again .label { fill: var(--soft) }
.ladder .media line { stroke: var(--c2); stroke-dasharray: 6 3 }
.ladder .event line { stroke: var(--c4) }
.ladder .other line { stroke: var(--c4) }
.ladder .other .label { fill: var(--c4) }
.ladder .root line { stroke: var(--c5); stroke-width: 2.2 }
.ladder .root .label { fill: var(--c5); font-weight: 700 }
.ladder a:hover .hit { fill: var(--card) }
.ladder a:hover .label { text-decoration: underline }
.sides { font: .82rem/1.5 var(--mono); table-layout: fixed; margin: .8rem 0 }
.sides td { overflow-wrap: anywhere }
.sides .differs td { background: var(--hint) }
.list { font-size: .88rem }
.list .failure td:nth-child(5) { color: var(--c5); font-weight: 600 }
.drop { border: 2px dashed var(--edge); border-radius: .8rem; padding: 1.2rem; max-width: 52rem; margin: 1.2rem 0 }
.drop.over { border-color: var(--link); background: var(--card) }
.drop input { max-width: 100% }
.drop label { display: block; margin-bottom: .3rem }
.drop textarea { width: 100%; padding: .6rem; font: .85rem/1.5 var(--mono); color: inherit; background: var(--card); border: 1px solid var(--edge); border-radius: .4rem }
.drop button { padding: .45rem 1.2rem; border: 1px solid var(--link); border-radius: .4rem; background: var(--link); color: var(--paper); cursor: pointer }
@media (max-width: 62rem) { .trace { grid-template-columns: minmax(0, 1fr) } .texts { position: static; max-height: none } }
`;

export const diagnosisStyle = `${compact(css)}\n`;
