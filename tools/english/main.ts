/** Lists what is hard to read: `node tools/english/main.ts [folder or file …]`; `--long` lists long sentences too. */
import { filesIn, longOfPages, measure } from './measure.ts';

const args = process.argv.slice(2);
const folders = args.filter((arg) => arg !== '--long');
const files = filesIn(folders.length > 0 ? folders : ['']);
const found = measure(files);
for (const [name, places] of found.constructions) {
  if (places.length > 0) console.log(`${places.join('\n')}\n`);
  console.log(`"${name}": ${places.length}`);
}
if (args.includes('--long')) console.log(`\n${found.long.join('\n')}`);
const share = (100 * found.long.length) / Math.max(1, found.sentences);
console.log(
  `long sentences in doc comments: ${found.long.length} of ${found.sentences} (${share.toFixed(1)} %)`,
);
const pages = longOfPages(files);
if (pages.length > 0) console.log(`\n${pages.join('\n')}`);
console.log(`long sentences in pages: ${pages.length}`);
