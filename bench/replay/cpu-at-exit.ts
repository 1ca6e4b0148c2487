import { writeSync } from 'node:fs';
import process from 'node:process';

/** Loaded into another program: says on the fourth stream what that program has cost. */
process.on('exit', () => writeSync(3, JSON.stringify(process.resourceUsage())));
