/* Sets formulas with MathJax: their LaTeX comes in as JSON, their HTML and the whole style sheet of MathJax go out. */

import { createRequire } from "node:module";
import { json } from "node:stream/consumers";

const { folder, config, formulas } = await json(process.stdin);
const MathJax = await createRequire(import.meta.url)(`${folder}/node-main.js`).init(config);
const { adaptor } = MathJax.startup;
const set = formulas.map(({ tex, display }) => adaptor.outerHTML(MathJax.tex2chtml(tex, { display })));
const css = adaptor.textContent(MathJax.chtmlStylesheet());
process.stdout.write(JSON.stringify({ set, css }));
