/** The CSS of the page in light and dark mode. Its lines are joined into one. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1f24;--soft:#59636e;--line:#d1d7de;--back:#f3f4f6;
--link:#b3261e;--focus:#0969da}
@media (prefers-color-scheme:dark){:root{--paper:#0d1117;--ink:#e6edf3;--soft:#9da7b3;--line:#30363d;
--back:#1b2129;--link:#ff8a80;--focus:#58a6ff}}
*{box-sizing:border-box}
html,body{height:100%;margin:0}
body{display:flex;flex-direction:column;background:var(--paper);color:var(--ink);
font:14px/1.45 system-ui,"Segoe UI",Helvetica,Arial,sans-serif}
header{padding:.8rem 1rem 0}
h1{margin:0;font:600 1.15rem ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;
overflow-wrap:anywhere}
header p,.keys,#count{margin:.2rem 0;color:var(--soft)}
nav{padding:.3rem 1rem}
#crumbs{display:flex;flex-wrap:wrap;gap:.25rem;margin:0;padding:0;list-style:none}
#crumbs li+li::before{content:"›";margin-right:.25rem;color:var(--soft)}
button{padding:.05rem .4rem;border:1px solid var(--line);border-radius:4px;background:var(--back);color:inherit;
font:12px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;cursor:pointer;text-align:left;
overflow-wrap:anywhere}
button[aria-current]{border-color:var(--soft);font-weight:600}
:focus-visible{outline:2px solid var(--focus);outline-offset:1px}
main{flex:1;min-height:0;display:grid;grid-template-columns:minmax(260px,1fr) minmax(0,2fr);gap:1rem;
padding:.4rem 1rem .6rem}
main>section{display:flex;flex-direction:column;min-height:0}
@media (max-width:760px){main{grid-template-columns:minmax(0,1fr);grid-template-rows:40vh 80vh}body,html{height:auto}}
input{width:100%;margin-top:.2rem;padding:.3rem .5rem;border:1px solid var(--line);border-radius:4px;
background:var(--paper);color:inherit;font:inherit}
ul{margin:0;padding:0;list-style:none}
#results{max-height:11rem;overflow:auto}
#results button{width:100%;border-color:transparent;background:none}
#results button:hover{background:var(--back)}
#tree{flex:1;overflow:auto;font:12.5px/1.6 ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace}
#tree ul{padding-left:1rem}
#tree li>div{display:flex;gap:.4rem;align-items:center;padding:0 .3rem;border-radius:4px;cursor:pointer}
#tree li>div::before{content:"";width:.7rem;color:var(--soft)}
#tree li[aria-expanded=false]>div::before{content:"▸"}
#tree li[aria-expanded=true]>div::before{content:"▾"}
#tree li[aria-expanded=false]>ul{display:none}
#tree li>div:hover{background:var(--back)}
#tree li[aria-selected=true]>div{background:var(--line)}
#tree li:focus-visible{outline:none}
#tree li:focus-visible>div{outline:2px solid var(--focus)}
#tree span{flex:1;min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
#tree small,.rest{color:var(--soft)}
#tree i{flex:none;width:10px;height:10px;border:1px solid var(--soft)}
#tree i.tied{height:0;border:0;border-top:2px solid var(--link)}
#words{display:flex;flex-wrap:wrap;gap:.1rem 1rem;min-height:2.9em;margin:0 0 .3rem;align-content:flex-start;
overflow-wrap:anywhere}
#map{flex:1;min-height:0;width:100%;touch-action:none;cursor:grab;
font:11px ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace}
#map text{fill:var(--ink)}
#map .labels{pointer-events:none}
#map .labels text{fill:#14181d}
.end{text-anchor:end}
.box{stroke:var(--paper);stroke-width:.8;cursor:pointer}
.box:hover{stroke:#14181d;stroke-width:1.5}
.chosen{stroke:#14181d;stroke-width:2.5}
.hatch{fill:#c9ced6}
.tick{stroke:var(--soft)}
.link{fill:none;stroke:var(--link);stroke-width:1.5;cursor:pointer}
.head{fill:var(--link)}
noscript svg{max-width:100%;height:auto}
`.replaceAll('\n', '');
