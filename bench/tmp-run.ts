import { start } from './support/subprocess.ts';
const [name='', json='{}'] = process.argv.slice(2);
const p = start<object, unknown>(new URL(`${name}.ts`, import.meta.url), [], ['--max-old-space-size=8192', ...process.argv.slice(4)]);
console.log(name, json, JSON.stringify(await p.ask(JSON.parse(json))));
await p.stop();
