import { spawn } from 'node:child_process';
import process from 'node:process';

// A command that answers nothing and has a child of its own, which holds a connection for as long as it lives: in the
// command's group, or `apart` in a session of its own, whose parent has ended.
const hold = `require('node:net').connect(${Number(process.argv[2])}, '127.0.0.1')`;
const again = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(hold)}], { detached: true, stdio: 'ignore' }).unref()`;
const isApart = process.argv[3] === 'apart';
spawn(process.execPath, ['-e', isApart ? again : hold], { stdio: 'ignore' });
process.stdin.resume();
